// mtcute logs in.

import assert from 'node:assert/strict';

import { ANN, BOB, CAROL, PASSWORDS, codeOf } from '../sandbox.js';
import { tl } from './stage.mjs';

const BOT_TOKEN = '7000001:sandbox';

export default {
    async 'it speaks a layer that the sandbox has a schema for'() {
        assert.equal(tl.LAYER, process.env.TELEWIRE_OLDER ? 223 : 227);
    },

    async 'a login by code returns the user'(stage) {
        const ann = await stage.signedIn(ANN);
        const me = await ann.getMe();
        assert.deepEqual(
            [me.firstName, me.username, me.phoneNumber, me.isBot],
            ['Ann', 'ann_archer', ANN.slice(1), false],
        );
    },

    async 'a wrong code is rejected by its name and the right one is still accepted'(stage) {
        const ann = stage.client();
        const { phoneCodeHash } = await ann.sendCode({ phone: ANN });
        const signIn = (phoneCode) => ann.signIn({ phone: ANN, phoneCodeHash, phoneCode });
        await assert.rejects(signIn('12345'), { text: 'PHONE_CODE_INVALID' });
        assert.equal((await signIn(codeOf(ANN))).username, 'ann_archer');
    },

    async 'a code that is sent again is valid'(stage) {
        const bob = stage.client();
        const sent = await bob.sendCode({ phone: BOB });
        const again = await bob.resendCode({ phone: BOB, phoneCodeHash: sent.phoneCodeHash });
        const { code } = await stage.sandbox.call('lastCode', { phone: BOB });
        const signedIn = { phone: BOB, phoneCodeHash: again.phoneCodeHash, phoneCode: code };
        assert.equal((await bob.signIn(signedIn)).username, 'bob_baker');
    },

    async 'an invalid number is rejected'(stage) {
        await assert.rejects(stage.client().sendCode({ phone: '+12' }), { text: 'PHONE_NUMBER_INVALID' });
    },

    async 'an unknown number has to sign up'(stage) {
        const phone = '+9996620099';
        const nobody = stage.client();
        const { phoneCodeHash } = await nobody.sendCode({ phone });
        await assert.rejects(
            nobody.signIn({ phone, phoneCodeHash, phoneCode: codeOf(phone) }),
            /sign.?up/i,
        );
    },

    async 'a login on another data center with a password moves there'(stage) {
        const carol = stage.client();
        const { phoneCodeHash } = await carol.sendCode({ phone: CAROL });
        const signIn = carol.signIn({ phone: CAROL, phoneCodeHash, phoneCode: codeOf(CAROL) });
        await assert.rejects(signIn, { text: 'SESSION_PASSWORD_NEEDED' });
        assert.equal(await carol.getPrimaryDcId(), 1);
        await assert.rejects(carol.checkPassword('wrong horse'), { text: 'PASSWORD_HASH_INVALID' });
        assert.equal((await carol.checkPassword(PASSWORDS[CAROL])).username, 'carol_clark');
    },

    async 'a password is set, changed and removed'(stage) {
        const bob = await stage.signedIn(BOB);
        await bob.enableCloudPassword({ password: 'first', hint: 'the first', email: '' });
        assert.equal(await bob.getPasswordHint(), 'the first');
        await bob.changeCloudPassword({ currentPassword: 'first', newPassword: 'second', hint: 'the second' });
        await assert.rejects(bob.removeCloudPassword('first'), { text: 'PASSWORD_HASH_INVALID' });

        const other = stage.client();
        const { phoneCodeHash } = await other.sendCode({ phone: BOB });
        const signIn = () => other.signIn({ phone: BOB, phoneCodeHash, phoneCode: codeOf(BOB) });
        await assert.rejects(signIn(), { text: 'SESSION_PASSWORD_NEEDED' });
        assert.equal((await other.checkPassword('second')).username, 'bob_baker');

        await bob.removeCloudPassword('second');
        assert.equal((await stage.signedIn(BOB)).user.username, 'bob_baker');
    },

    async 'a bot signs in with its token and answers'(stage) {
        const bot = await stage.awake({}, { botToken: BOT_TOKEN });
        const me = bot.user;
        assert.deepEqual([me.id, me.username, me.isBot], [7000001, 'sandbox_bot', true]);
        const ann = await stage.signedIn(ANN);
        await ann.sendText('sandbox_bot', '/start');
        const asked = await bot.messages.next();
        assert.deepEqual([asked.text, asked.sender.username], ['/start', 'ann_archer']);
        await bot.replyText(asked, 'Hello!');
        assert.equal((await ann.messages.next()).text, 'Hello!');
    },

    async 'a wrong token is rejected'(stage) {
        await assert.rejects(stage.client().signInBot('7000001:wrong'), { text: 'ACCESS_TOKEN_INVALID' });
    },

    async 'a session string signs another client in'(stage) {
        const ann = await stage.signedIn(ANN);
        const other = stage.client();
        await other.importSession(await ann.exportSession());
        assert.equal((await other.getMe()).username, 'ann_archer');
    },

    async 'logging out revokes the session'(stage) {
        const ann = await stage.signedIn(ANN);
        const kept = await ann.exportSession();
        await ann.logOut();
        const other = stage.client();
        await other.importSession(kept);
        await assert.rejects(other.getMe(), { text: 'AUTH_KEY_UNREGISTERED' });
    },
};
