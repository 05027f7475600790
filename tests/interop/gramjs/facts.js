// What people do with GramJS, on the sandbox.

const assert = require('node:assert/strict');

const { LAYER } = require('telegram/tl/AllTLObjects');

const { ANN, BOB, CAROL, Api, codeOf, inboxOf } = require('./stage.js');

module.exports = {
    async 'it speaks the layer that the sandbox has a schema for'() {
        assert.equal(LAYER, 198);
    },

    async 'a login by code returns the user'(stage) {
        const ann = await stage.signedIn(ANN);
        const me = await ann.getMe();
        assert.deepEqual([me.firstName, me.username, me.phone, me.bot], ['Ann', 'ann_archer', ANN.slice(1), false]);
    },

    async 'a login on another data center with a password moves there'(stage) {
        const carol = await stage.signedIn(CAROL);
        assert.equal((await carol.getMe()).username, 'carol_clark');
        assert.equal(carol.session.dcId, 1);
    },

    async 'a wrong code is rejected by its name and the right one is still accepted'(stage) {
        const ann = await stage.client();
        const { phoneCodeHash } = await ann.sendCode({ apiId: 1, apiHash: 'hash' }, ANN);
        const signIn = (phoneCode) => ann.invoke(new Api.auth.SignIn({ phoneNumber: ANN, phoneCodeHash, phoneCode }));
        await assert.rejects(signIn('12345'), { errorMessage: 'PHONE_CODE_INVALID' });
        assert.equal((await signIn(codeOf(ANN))).user.username, 'ann_archer');
    },

    async 'a saved session needs no login'(stage) {
        const saved = (await stage.signedIn(ANN)).session.save();
        const again = await stage.client(saved);
        assert.equal((await again.getMe()).username, 'ann_archer');
    },

    async 'a message that is sent is pushed to its reader'(stage) {
        const ann = await stage.signedIn(ANN);
        const bob = await stage.signedIn(BOB);
        const inbox = inboxOf(bob);
        const sent = await ann.sendMessage('bob_baker', { message: 'Ahoy!' });
        assert.equal(sent.message, 'Ahoy!');
        const came = await inbox.next();
        assert.deepEqual([came.message, came.out], ['Ahoy!', false]);
        assert.equal((await came.getSender()).username, 'ann_archer');
    },

    async 'a private message is pushed'(stage) {
        const ann = await stage.signedIn(ANN);
        const inbox = inboxOf(ann);
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: ANN, text: 'Are you there?' });
        assert.equal((await inbox.next()).message, 'Are you there?');
    },

    async 'a message in a supergroup is pushed'(stage) {
        const ann = await stage.signedIn(ANN);
        await ann.invoke(new Api.channels.JoinChannel({ channel: 'sandbox_lounge' }));
        const inbox = inboxOf(ann);
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: '@sandbox_lounge', text: 'Welcome' });
        let came = await inbox.next();
        while (came.message !== 'Welcome') came = await inbox.next();
        assert.equal((await came.getChat()).username, 'sandbox_lounge');
    },

    async 'a hundred messages arrive in order'(stage) {
        const ann = await stage.signedIn(ANN);
        // Else GramJS asks for this with the first updates, and is overtaken by those that come after the answer.
        await ann.getMe(true);
        const inbox = inboxOf(ann);
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: ANN, text: 'No.', count: 100 });
        const ids = [];
        for (let count = 0; count < 100; count += 1) ids.push((await inbox.next()).id);
        assert.deepEqual(ids, [...ids].sort((one, other) => one - other));
        assert.equal(new Set(ids).size, 100);
    },

    async 'formatting arrives as it was sent'(stage) {
        const ann = await stage.signedIn(ANN);
        const { id } = await ann.sendMessage('bob_baker', { message: '<b>bold</b> and <i>not</i>', parseMode: 'html' });
        const [message] = await ann.getMessages('bob_baker', { ids: id });
        assert.equal(message.message, 'bold and not');
        assert.deepEqual(
            message.entities.map((entity) => [entity.className, entity.offset, entity.length]),
            [['MessageEntityBold', 0, 4], ['MessageEntityItalic', 9, 3]],
        );
    },

    async 'a reply names its message'(stage) {
        const ann = await stage.signedIn(ANN);
        const first = await ann.sendMessage('bob_baker', { message: 'One' });
        const second = await ann.sendMessage('bob_baker', { message: 'Two', replyTo: first.id });
        const [read] = await ann.getMessages('bob_baker', { ids: second.id });
        assert.equal(read.replyTo.replyToMsgId, first.id);
    },

    async 'the history lists messages newest first'(stage) {
        const ann = await stage.signedIn(ANN);
        for (const message of ['One', 'Two', 'Three']) await ann.sendMessage('bob_baker', { message });
        const history = await ann.getMessages('bob_baker', { limit: 3 });
        assert.deepEqual([...history].map((message) => message.message), ['Three', 'Two', 'One']);
    },

    async 'the dialogs have the chats with their last messages'(stage) {
        const ann = await stage.signedIn(ANN);
        await ann.sendMessage('bob_baker', { message: 'Last words' });
        const dialogs = await ann.getDialogs({});
        const bob = dialogs.find((dialog) => dialog.entity?.username === 'bob_baker');
        assert.equal(bob.message.message, 'Last words');
    },

    async 'a public channel is joined and its history read'(stage) {
        const ann = await stage.signedIn(ANN);
        const joined = await ann.invoke(new Api.channels.JoinChannel({ channel: 'sandbox_news' }));
        assert.equal(joined.className, 'Updates');
        assert.equal(joined.chats[0].username, 'sandbox_news');
        const history = await ann.getMessages('sandbox_news', { limit: 10 });
        assert.ok(history.length > 0);
    },

    async 'an invite link joins a private group'(stage) {
        const ann = await stage.signedIn(ANN);
        const joined = await ann.invoke(new Api.messages.ImportChatInvite({ hash: 'SandboxBackRoom' }));
        assert.equal(joined.className, 'Updates');
        assert.equal(joined.chats[0].title, 'Back Room');
    },

    async 'an unsupported function is rejected by its name'(stage) {
        const ann = await stage.signedIn(ANN);
        const asked = ann.invoke(new Api.help.GetPassportConfig({ hash: 0 }));
        await assert.rejects(asked, /METHOD_NOT_IMPLEMENTED_IN_SANDBOX/);
    },
};
