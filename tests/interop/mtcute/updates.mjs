// mtcute misses nothing.

import assert from 'node:assert/strict';

import { ANN, BOB } from '../sandbox.js';

const LOUNGE = 'sandbox_lounge';

export default {
    async 'a message that is sent is pushed to its reader'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        await ann.sendText('bob_baker', 'Ahoy!');
        const came = await bob.messages.next();
        assert.deepEqual([came.text, came.isOutgoing, came.sender.username], ['Ahoy!', false, 'ann_archer']);
    },

    async 'a message in a supergroup is pushed'(stage) {
        const ann = await stage.signedIn(ANN);
        await ann.joinChat(LOUNGE);
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: `@${LOUNGE}`, text: 'Welcome' });
        const came = await ann.messages.first((message) => message.text === 'Welcome');
        assert.deepEqual([came.chat.username, came.sender.username], [LOUNGE, 'bob_baker']);
    },

    async 'a hundred messages arrive in order'(stage) {
        const ann = await stage.signedIn(ANN);
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: ANN, text: 'No.', count: 100 });
        const ids = [];
        for (let count = 0; count < 100; count += 1) ids.push((await ann.messages.next()).id);
        assert.deepEqual(ids, [...new Set(ids)].sort((one, other) => one - other));
    },

    async 'two logins of one account see each other\'s sends'(stage) {
        const [one, other] = [await stage.signedIn(ANN), await stage.signedIn(ANN)];
        const sent = await one.sendText('bob_baker', 'From one');
        const came = await other.messages.next();
        assert.deepEqual([came.id, came.text, came.isOutgoing], [sent.id, 'From one', true]);
    },

    async 'a client without updates is pushed none'(stage) {
        const [quiet, hearing] = [await stage.signedIn(ANN, { disableUpdates: true }), await stage.signedIn(ANN)];
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: ANN, text: 'psst' });
        assert.equal((await hearing.messages.next()).text, 'psst');
        // Anything pushed would arrive before a later answer.
        assert.equal((await quiet.getHistory('bob_baker', { limit: 1 }))[0].text, 'psst');
        assert.deepEqual(quiet.messages.came, []);
    },

    async 'updates missed while offline are fetched once and in order'(stage) {
        const updates = { catchUp: true };
        const ann = await stage.signedIn(ANN, { updates });
        await ann.joinChat(LOUNGE);
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: `@${LOUNGE}`, text: 'in time' });
        await ann.messages.first((message) => message.text === 'in time');
        await ann.disconnect();

        await stage.sandbox.call('say', { sender_id: BOB, chat_id: ANN, text: 'missed', count: 5 });
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: `@${LOUNGE}`, text: 'lounge missed', count: 5 });
        await ann.connect();
        await ann.startUpdatesLoop();
        const came = [];
        while (came.length < 10) came.push(await ann.messages.next());
        for (const inLounge of [false, true]) {
            const ids = came.filter((one) => (one.chat.username === LOUNGE) === inLounge).map((one) => one.id);
            assert.deepEqual(ids, [...new Set(ids)].sort((one, other) => one - other));
            assert.equal(ids.length, 5);
        }
        await stage.sandbox.call('say', { sender_id: BOB, chat_id: ANN, text: 'live' });
        assert.equal((await ann.messages.next()).text, 'live');
    },
};
