// What people do with messages in mtcute.

import assert from 'node:assert/strict';

import { ANN, BOB, CAROL } from '../sandbox.js';
import { html, listed, md } from './stage.mjs';

const LOUNGE = 'sandbox_lounge';

const styles = (message) => message.entities.map((entity) => [entity.kind, entity.offset, entity.length]);

export default {
    async 'markdown arrives as it was sent'(stage) {
        const ann = await stage.signedIn(ANN);
        const { id } = await ann.sendText('bob_baker', md`**bold** and __not__ ${'`code`'}`);
        const [read] = await ann.getMessages('bob_baker', id);
        assert.equal(read.text, 'bold and not `code`');
        assert.deepEqual(styles(read), [['bold', 0, 4], ['italic', 9, 3]]);
    },

    async 'html arrives as it was sent'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        await ann.sendText(
            'bob_baker',
            html`<b>😀</b> <a href="https://example.org/">link</a> <spoiler>end</spoiler>`,
        );
        const came = await bob.messages.next();
        assert.equal(came.text, '😀 link end');
        // An emoji like this takes two of Telegram's UTF-16 units.
        assert.deepEqual(styles(came), [['bold', 0, 2], ['text_link', 3, 4], ['spoiler', 8, 3]]);
        assert.equal(came.entities[1].params.url, 'https://example.org/');
    },

    async 'a reply names its message'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        await ann.sendText('bob_baker', 'One');
        await bob.replyText(await bob.messages.next(), 'Two');
        const answer = await ann.messages.next();
        assert.equal(answer.text, 'Two');
        assert.equal((await ann.getReplyTo(answer)).text, 'One');
    },

    async 'an edit is pushed, and an edit that changes nothing is rejected'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const message = await ann.sendText('bob_baker', 'Befor');
        const edited = await ann.editMessage({ message, text: 'Before' });
        assert.deepEqual([edited.id, edited.text], [message.id, 'Before']);
        assert.ok(edited.editDate);
        assert.equal((await bob.edits.next()).text, 'Before');
        await assert.rejects(ann.editMessage({ message, text: 'Before' }), { text: 'MESSAGE_NOT_MODIFIED' });
    },

    async 'a deleted message is gone on both sides'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const { id } = await ann.sendText('bob_baker', 'Oops');
        const came = await bob.messages.next();
        await ann.deleteMessagesById('bob_baker', [id]);
        assert.deepEqual((await bob.deletions.next()).messageIds, [came.id]);
        assert.deepEqual(await ann.getMessages('bob_baker', id), [null]);
        assert.deepEqual(await bob.getMessages('ann_archer', came.id), [null]);
    },

    async 'a forward names its author and a copy does not'(stage) {
        const [ann, carol] = [await stage.signedIn(ANN), await stage.signedIn(CAROL)];
        const message = await ann.sendText('bob_baker', 'Pass it on');
        await ann.forwardMessages({ messages: [message], toChatId: 'carol_clark' });
        const forwarded = await carol.messages.next();
        assert.deepEqual([forwarded.text, forwarded.forward.sender.username], ['Pass it on', 'ann_archer']);
        await ann.sendCopy({ message, toChatId: 'carol_clark' });
        const copied = await carol.messages.next();
        assert.deepEqual([copied.text, copied.forward], ['Pass it on', null]);
    },

    async 'a scheduled message waits in its list'(stage) {
        const ann = await stage.signedIn(ANN);
        const schedule = new Date(Math.floor(Date.now() / 1000 + 3600) * 1000);
        const sent = await ann.sendText('bob_baker', 'Later', { schedule });
        assert.equal(sent.isScheduled, true);
        const waiting = await ann.getAllScheduledMessages('bob_baker');
        assert.deepEqual(waiting.map((message) => [message.text, message.date]), [['Later', schedule]]);
        await ann.deleteScheduledMessages('bob_baker', [sent.id]);
        assert.deepEqual(await ann.getAllScheduledMessages('bob_baker'), []);
    },

    async 'the history lists messages newest first'(stage) {
        const ann = await stage.signedIn(ANN);
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: ANN, text: 'No.', count: 250 });
        const history = await listed(ann.iterHistory('bob_baker'));
        const ids = history.map((message) => message.id);
        assert.deepEqual(ids, [...new Set(ids)].sort((one, other) => other - one));
        assert.equal(history.filter((message) => message.text.startsWith('No.')).length, 250);
        assert.equal((await ann.getHistory('bob_baker', { limit: 1 })).total, history.length);
    },

    async 'messages are found in a chat and in all'(stage) {
        const ann = await stage.signedIn(ANN);
        const sent = await ann.sendText('bob_baker', 'The lighthouse is open');
        await ann.sendText('carol_clark', 'Seen the lighthouse?');
        const found = await ann.searchMessages({ chatId: 'bob_baker', query: 'lighthouse' });
        assert.deepEqual(found.map((message) => message.id), [sent.id]);
        const everywhere = await ann.searchGlobal({ query: 'lighthouse' });
        assert.deepEqual(
            everywhere.map((message) => message.chat.username).sort(),
            ['bob_baker', 'carol_clark'],
        );
    },

    async 'the dialogs have the chats with their last messages'(stage) {
        const ann = await stage.signedIn(ANN);
        await ann.sendText('bob_baker', 'Last words');
        const dialogs = await listed(ann.iterDialogs());
        const of = (username) => dialogs.find((dialog) => dialog.peer.username === username);
        assert.equal(of('bob_baker').lastMessage.text, 'Last words');
        assert.equal(of('sandbox_news').peer.chatType, 'channel');
    },

    async 'reading is reported to the writer'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const sent = await ann.sendText('bob_baker', 'Read me');
        await bob.messages.next();
        await bob.readHistory('ann_archer');
        const read = await ann.reads.first((read) => read.isOutbox);
        assert.equal(read.maxReadId, sent.id);
    },

    async 'a reaction is seen by both'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const sent = await ann.sendText('bob_baker', 'Good news');
        await bob.sendReaction({ message: await bob.messages.next(), emoji: '👍' });
        const [read] = await ann.getMessages('bob_baker', sent.id);
        assert.deepEqual(
            read.reactions.reactions.map((reaction) => [reaction.emoji, reaction.count]),
            [['👍', 1]],
        );
    },

    async 'a pinned message is the chat\'s, and unpinned again'(stage) {
        const bob = await stage.signedIn(BOB);
        const message = await bob.sendText(LOUNGE, 'House rules');
        await bob.pinMessage({ message });
        assert.equal((await bob.getFullChat(LOUNGE)).pinnedMsgId, message.id);
        await bob.unpinMessage({ message });
        assert.equal((await bob.getFullChat(LOUNGE)).pinnedMsgId, null);
    },

    async 'typing is seen'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        await ann.sendTyping('bob_baker');
        const typing = await bob.typings.next();
        assert.deepEqual([typing.userId, typing.status], [ann.user.id, 'typing']);
    },

    async 'a flood wait reports its seconds'(stage) {
        const ann = await stage.signedIn(ANN);
        await stage.sandbox.call('fault', { kind: 'flood_wait', method: 'messages.sendMessage', duration: 1234 });
        await assert.rejects(ann.sendText('bob_baker', 'Too fast'), { code: 420, seconds: 1234 });
    },

    async 'an unsupported function is rejected by its name'(stage) {
        const ann = await stage.signedIn(ANN);
        const asked = ann.call({ _: 'help.getPassportConfig', hash: 0 });
        await assert.rejects(asked, { text: 'METHOD_NOT_IMPLEMENTED_IN_SANDBOX: help.getPassportConfig' });
    },
};
