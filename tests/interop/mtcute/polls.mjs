// Polls in mtcute.

import assert from 'node:assert/strict';

import { ANN, BOB } from '../sandbox.js';
import { InputMedia, md } from './stage.mjs';

const ANSWERS = ['Oars', 'Sails', 'Engine'];

const voters = (poll) => poll.answers.map((answer) => answer.voters);

/// Bob's group with Ann in it.
async function crew(stage) {
    const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
    const group = await bob.createSupergroup({ title: 'Crew' });
    await bob.addChatMembers(group, ['ann_archer'], {});
    return { ann, bob, group };
}

const isPoll = (message) => message.media?.type === 'poll';

export default {
    async 'a vote is counted and retracted, and the poll closed'(stage) {
        const { ann, bob, group } = await crew(stage);
        const asked = await bob.sendMedia(group, InputMedia.poll({ question: 'How do we row?', answers: ANSWERS }));
        const came = await ann.messages.first(isPoll);
        assert.equal(came.media.question, 'How do we row?');
        assert.deepEqual(came.media.answers.map((answer) => answer.text), ANSWERS);
        const message = { chatId: came.chat, message: came.id };
        const voted = await ann.sendVote({ ...message, options: 1 });
        assert.deepEqual([voters(voted), voted.answers[1].chosen], [[0, 1, 0], true]);
        await bob.sendVote({ chatId: group, message: asked.id, options: 0 });
        await ann.sendVote({ ...message, options: null });
        const closed = await bob.closePoll({ chatId: group, message: asked.id });
        assert.deepEqual([closed.isClosed, closed.voters], [true, 1]);
        await assert.rejects(ann.sendVote({ ...message, options: 2 }), { text: 'MESSAGE_POLL_CLOSED' });
    },

    async 'a quiz shows the correct answer'(stage) {
        const { ann, bob, group } = await crew(stage);
        // Without bold text, mtcute omits a required list of entities.
        const quiz = { question: 'How do we row?', answers: ANSWERS, correct: [2], solution: md`There is **no** wind.` };
        await bob.sendMedia(group, InputMedia.quiz(quiz));
        const came = await ann.messages.first(isPoll);
        assert.ok(came.media.isQuiz);
        const voted = await ann.sendVote({ chatId: came.chat, message: came.id, options: 0 });
        assert.deepEqual(voted.answers.map((answer) => answer.correct), [false, false, true]);
        assert.equal(voted.solution, 'There is no wind.');
    },
};
