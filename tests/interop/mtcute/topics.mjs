// Forums and their topics in mtcute.

import assert from 'node:assert/strict';

import { ANN, BOB } from '../sandbox.js';
import { listed } from './stage.mjs';

export default {
    async 'a topic is created, written in and closed'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const forum = await ann.createSupergroup({ title: 'Harbour', forum: true });
        await ann.addChatMembers(forum, ['bob_baker'], {});
        const boats = await ann.createForumTopic({ chatId: forum, title: 'Boats' });
        const nets = await ann.createForumTopic({ chatId: forum, title: 'Nets' });
        assert.equal(boats.action.type, 'topic_created');
        const sent = await ann.sendText(forum, 'Which boat?', { replyTo: boats.id });
        const came = await bob.messages.first((message) => message.text === 'Which boat?');
        assert.equal(came.replyToMessage.threadId ?? came.replyToMessage.id, boats.id);
        const [first] = await bob.getForumTopics(came.chat);
        assert.deepEqual([first.title, first.lastMessage.id], ['Boats', sent.id]);
        await ann.editForumTopic({ chatId: forum, topicId: boats.id, title: 'Ships' });
        await ann.toggleForumTopicClosed({ chatId: forum, topicId: nets.id, closed: true });
        await ann.toggleForumTopicPinned({ chatId: forum, topicId: nets.id, pinned: true });
        const topics = await listed(bob.iterForumTopics(came.chat));
        assert.deepEqual(topics.map((topic) => topic.title), ['Nets', 'Ships', 'General']);
        assert.deepEqual(topics.map((topic) => topic.isClosed), [true, false, false]);
    },
};
