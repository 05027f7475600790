// Groups, supergroups and channels in mtcute.

import assert from 'node:assert/strict';

import { ANN, BOB, CAROL } from '../sandbox.js';
import { listed } from './stage.mjs';

const LOUNGE = 'sandbox_lounge';
const BACK_ROOM = 'https://t.me/+SandboxBackRoom';
const WAITING_ROOM = 'https://t.me/+SandboxWaiting';

const names = (members) => members.map((member) => member.user.username).sort();

// Older versions return the chat, and throw if an admin has to approve.
async function joined(client, link) {
    try {
        const result = await client.joinChat(link);
        return result.status ? result : { status: 'ok', chat: result };
    } catch (error) {
        if (error.text === 'INVITE_REQUEST_SENT') return { status: 'request_sent' };
        throw error;
    }
}

export default {
    async 'a basic group is created, written in and left'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const { chat } = await ann.createGroup({ title: 'Crew', users: ['bob_baker'] });
        assert.deepEqual([chat.title, chat.chatType], ['Crew', 'group']);
        await ann.sendText(chat, 'All aboard');
        const came = await bob.messages.first((message) => message.text === 'All aboard');
        assert.equal(came.chat.title, 'Crew');
        await bob.leaveChat(came.chat);
        assert.deepEqual(names(await ann.getChatMembers(chat)), ['ann_archer']);
    },

    async 'a supergroup is created and described'(stage) {
        const ann = await stage.signedIn(ANN);
        const made = await ann.createSupergroup({ title: 'Harbour', description: 'Boats and tides' });
        assert.equal(made.chatType, 'supergroup');
        await ann.setChatTitle(made, 'Old Harbour');
        await ann.setChatDescription(made, 'Boats');
        await ann.setChatUsername(made, 'old_harbour');
        await ann.setSlowMode(made, 30);
        const chat = await ann.getFullChat('old_harbour');
        assert.deepEqual(
            [chat.id, chat.title, chat.bio, chat.slowmodeSeconds],
            [made.id, 'Old Harbour', 'Boats', 30],
        );
        await ann.deleteSupergroup(made);
        await assert.rejects(ann.call({ _: 'contacts.resolveUsername', username: 'old_harbour' }), {
            text: 'USERNAME_NOT_OCCUPIED',
        });
    },

    async 'only admins post in a channel'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const made = await ann.createChannel({ title: 'Tides', description: 'High and low' });
        await ann.setChatUsername(made, 'the_tides');
        await bob.joinChat('the_tides');
        const post = await ann.sendText(made, 'High at noon');
        const came = await bob.messages.first((message) => message.text !== '');
        assert.deepEqual([came.id, came.text, came.sender.title], [post.id, 'High at noon', 'Tides']);
        await assert.rejects(bob.sendText('the_tides', 'And low?'), { text: 'CHAT_ADMIN_REQUIRED' });
    },

    async 'members are listed with their roles'(stage) {
        const bob = await stage.signedIn(BOB);
        const members = await bob.getChatMembers(LOUNGE);
        assert.deepEqual(
            Object.fromEntries(members.map((member) => [member.user.username, member.status])),
            { bob_baker: 'creator', carol_clark: 'member', sandbox_bot: 'member' },
        );
        assert.deepEqual(names(await bob.getChatMembers(LOUNGE, { type: 'bots' })), ['sandbox_bot']);
        assert.deepEqual(names(await bob.getChatMembers(LOUNGE, { type: 'all', query: 'Carol' })), ['carol_clark']);
        assert.equal(await bob.getChatMember({ chatId: LOUNGE, userId: 'ann_archer' }), null);
    },

    async 'an admin has the rights that the owner granted'(stage) {
        const [bob, carol] = [await stage.signedIn(BOB), await stage.signedIn(CAROL)];
        const { id: message } = await bob.sendText(LOUNGE, 'Pin me');
        const pin = () => carol.pinMessage({ chatId: LOUNGE, message });
        await assert.rejects(pin(), { text: 'CHAT_ADMIN_REQUIRED' });
        await bob.editAdminRights({ chatId: LOUNGE, userId: 'carol_clark', rights: { pinMessages: true } });
        const member = await bob.getChatMember({ chatId: LOUNGE, userId: 'carol_clark' });
        assert.deepEqual([member.status, member.permissions.pinMessages], ['admin', true]);
        assert.ok(!member.permissions.banUsers);
        await pin();
        assert.equal((await bob.getFullChat(LOUNGE)).pinnedMsgId, message);
    },

    async 'a banned user is removed until unbanned'(stage) {
        const [bob, ann] = [await stage.signedIn(BOB), await stage.signedIn(ANN)];
        await ann.joinChat(LOUNGE);
        const member = { chatId: LOUNGE, participantId: 'ann_archer' };
        await bob.banChatMember(member);
        assert.deepEqual(names(await bob.getChatMembers(LOUNGE, { type: 'banned' })), ['ann_archer']);
        await assert.rejects(ann.joinChat(LOUNGE), { code: 400 });
        await bob.unbanChatMember(member);
        await ann.joinChat(LOUNGE);
        assert.ok(names(await bob.getChatMembers(LOUNGE)).includes('ann_archer'));
    },

    async 'a restricted user reads and may not write'(stage) {
        const [bob, ann] = [await stage.signedIn(BOB), await stage.signedIn(ANN)];
        await ann.joinChat(LOUNGE);
        await bob.restrictChatMember({
            chatId: LOUNGE,
            userId: 'ann_archer',
            restrictions: { sendMessages: true },
        });
        const member = await bob.getChatMember({ chatId: LOUNGE, userId: 'ann_archer' });
        assert.equal(member.status, 'restricted');
        await assert.rejects(ann.sendText(LOUNGE, 'Hello?'), { code: 403 });
        assert.equal((await ann.getHistory(LOUNGE, { limit: 1 })).length, 1);
    },

    async 'a link joins a private group'(stage) {
        const ann = await stage.signedIn(ANN);
        assert.equal((await ann.getChatPreview(BACK_ROOM)).title, 'Back Room');
        const { chat } = await joined(ann, BACK_ROOM);
        assert.equal(chat.title, 'Back Room');
        const texts = (await ann.getHistory(chat)).map((message) => message.text);
        assert.ok(texts.includes('Nobody hears us in here.'));
    },

    async 'a link is created, used and revoked'(stage) {
        const [bob, ann] = [await stage.signedIn(BOB), await stage.signedIn(ANN)];
        const made = await bob.createInviteLink(LOUNGE, { usageLimit: 1 });
        assert.equal(made.usageLimit, 1);
        await ann.joinChat(made.link);
        assert.deepEqual(names(await bob.getInviteLinkMembers(LOUNGE, { link: made })), ['ann_archer']);
        assert.equal((await bob.revokeInviteLink(LOUNGE, made)).isRevoked, true);
    },

    async 'a join request waits for an admin'(stage) {
        const [carol, ann] = [await stage.signedIn(CAROL), await stage.signedIn(ANN)];
        assert.equal((await joined(ann, WAITING_ROOM)).status, 'request_sent');
        const dialogs = await listed(carol.iterDialogs());
        const { peer: room } = dialogs.find(({ peer }) => peer.title === 'Waiting Room');
        const [request] = await carol.getInviteLinkMembers(room, { requested: true });
        assert.equal(request.user.username, 'ann_archer');
        await carol.hideJoinRequest({ chatId: room, user: request.user, action: 'approve' });
        const member = await carol.getChatMember({ chatId: room, userId: request.user });
        assert.equal(member.status, 'member');
    },

    async 'contacts are listed, added and deleted'(stage) {
        const bob = await stage.signedIn(BOB);
        const contacts = async () => (await bob.getContacts()).map((user) => user.username).sort();
        assert.deepEqual(await contacts(), ['ann_archer']);
        await bob.addContact({ userId: 'carol_clark', firstName: 'Carol' });
        assert.deepEqual(await contacts(), ['ann_archer', 'carol_clark']);
        await bob.deleteContacts('ann_archer');
        assert.deepEqual(await contacts(), ['carol_clark']);
    },

    async 'a blocked user may not write'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        await ann.blockUser('bob_baker');
        await assert.rejects(bob.sendText('ann_archer', 'Hello?'), { code: 400 });
        await ann.unblockUser('bob_baker');
        await bob.sendText('ann_archer', 'Hello again');
        assert.equal((await ann.messages.next()).text, 'Hello again');
    },
};
