"""Groups, supergroups and channels in Kurigram."""

from pyrogram import enums, errors, types
from stage import ANN, BOB, CAROL, LOUNGE, Fact, Kurigram, listed, within

BACK_ROOM = "https://t.me/+SandboxBackRoom"
WAITING_ROOM = "https://t.me/+SandboxWaiting"
STATUS = enums.ChatMemberStatus


async def members(client: Kurigram, chat_id: object, **options: object) -> dict:
    return {member.user.username: member async for member in client.get_chat_members(chat_id, **options)}


class Groups(Fact):
    async def test_a_basic_group_is_created_written_in_and_left(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        group = await within(ann.create_group("Crew", ["bob_baker"]))
        self.assertEqual((group.title, group.type), ("Crew", enums.ChatType.GROUP))
        await within(ann.send_message(group.id, "All aboard"))
        while (came := await bob.messages.next()).text != "All aboard":
            self.assertIsNotNone(came.service)
        self.assertEqual(came.chat.title, "Crew")
        await within(bob.leave_chat(came.chat.id))
        self.assertEqual(set(await members(ann, group.id)), {"ann_archer"})

    async def test_a_supergroup_is_created_and_described(self) -> None:
        ann = await self.kurigram_of(ANN)
        made = await within(ann.create_supergroup("Harbour", "Boats and tides"))
        self.assertEqual(made.type, enums.ChatType.SUPERGROUP)
        await within(ann.set_chat_title(made.id, "Old Harbour"))
        await within(ann.set_chat_description(made.id, "Boats"))
        await within(ann.set_chat_username(made.id, "old_harbour"))
        await within(ann.set_slow_mode(made.id, 30))
        chat = await within(ann.get_chat("old_harbour"))
        self.assertEqual(
            (chat.id, chat.title, chat.description, chat.slow_mode_delay), (made.id, "Old Harbour", "Boats", 30)
        )
        await within(ann.delete_supergroup(made.id))
        with self.assertRaises(errors.BadRequest):
            await within(ann.get_chat("old_harbour"))

    async def test_only_admins_post_in_a_channel(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        made = await within(ann.create_channel("Tides", "High and low"))
        await within(ann.set_chat_username(made.id, "the_tides"))
        await within(bob.join_chat("the_tides"))
        post = await within(ann.send_message(made.id, "High at noon"))
        came = await bob.messages.next()
        self.assertEqual((came.id, came.text, came.sender_chat.title), (post.id, "High at noon", "Tides"))
        with self.assertRaises(errors.ChatAdminRequired):
            await within(bob.send_message("the_tides", "And low?"))


class Members(Fact):
    async def test_members_are_listed_with_their_roles(self) -> None:
        bob = await self.kurigram_of(BOB)
        standing = {name: member.status for name, member in (await members(bob, LOUNGE)).items()}
        self.assertEqual(
            standing,
            {"bob_baker": STATUS.OWNER, "carol_clark": STATUS.MEMBER, "sandbox_bot": STATUS.MEMBER},
        )
        self.assertEqual(await within(bob.get_chat_members_count(LOUNGE)), 3)
        bots = await members(bob, LOUNGE, filter=enums.ChatMembersFilter.BOTS)
        self.assertEqual(set(bots), {"sandbox_bot"})
        found = await members(bob, LOUNGE, query="Carol", filter=enums.ChatMembersFilter.SEARCH)
        self.assertEqual(set(found), {"carol_clark"})

    async def test_a_user_who_is_not_a_member_is_reported_as_such(self) -> None:
        bob = await self.kurigram_of(BOB)
        with self.assertRaises(errors.UserNotParticipant):
            await within(bob.get_chat_member(LOUNGE, "ann_archer"))

    async def test_an_admin_has_the_rights_that_the_owner_granted(self) -> None:
        bob, carol = await self.kurigram_of(BOB), await self.kurigram_of(CAROL)
        sent = await within(bob.send_message(LOUNGE, "Pin me"))
        with self.assertRaises(errors.ChatAdminRequired):
            await within(carol.pin_chat_message(LOUNGE, sent.id))
        rights = types.ChatPrivileges(can_pin_messages=True, can_manage_chat=True)
        await within(bob.promote_chat_member(LOUNGE, "carol_clark", rights))
        member = await within(bob.get_chat_member(LOUNGE, "carol_clark"))
        self.assertEqual(
            (member.status, member.privileges.can_pin_messages, member.privileges.can_restrict_members),
            (STATUS.ADMINISTRATOR, True, False),
        )
        await within(carol.pin_chat_message(LOUNGE, sent.id))
        self.assertEqual((await within(bob.get_chat(LOUNGE))).pinned_message.id, sent.id)

    async def test_a_banned_user_is_removed_until_unbanned(self) -> None:
        bob, ann = await self.kurigram_of(BOB), await self.kurigram_of(ANN)
        await within(ann.join_chat(LOUNGE))
        await within(bob.ban_chat_member(LOUNGE, "ann_archer"))
        banned = await members(bob, LOUNGE, filter=enums.ChatMembersFilter.BANNED)
        self.assertEqual({name: member.status for name, member in banned.items()}, {"ann_archer": STATUS.BANNED})
        with self.assertRaises(errors.RPCError):
            await within(ann.join_chat(LOUNGE))
        await within(bob.unban_chat_member(LOUNGE, "ann_archer"))
        self.assertEqual((await within(ann.join_chat(LOUNGE))).chat.username, LOUNGE)

    async def test_a_restricted_user_reads_and_may_not_write(self) -> None:
        bob, ann = await self.kurigram_of(BOB), await self.kurigram_of(ANN)
        await within(ann.join_chat(LOUNGE))
        await within(bob.restrict_chat_member(LOUNGE, "ann_archer", types.ChatPermissions()))
        self.assertEqual((await within(bob.get_chat_member(LOUNGE, "ann_archer"))).status, STATUS.RESTRICTED)
        with self.assertRaises(errors.RPCError) as refused:
            await within(ann.send_message(LOUNGE, "Hello?"))
        self.assertIn(refused.exception.CODE, (400, 403))
        self.assertTrue(await listed(ann.get_chat_history(LOUNGE, limit=1)))


class Invites(Fact):
    async def test_a_link_joins_a_private_group(self) -> None:
        ann = await self.kurigram_of(ANN)
        self.assertEqual((await within(ann.get_chat(BACK_ROOM))).title, "Back Room")
        joined = (await within(ann.join_chat(BACK_ROOM))).chat
        self.assertEqual(joined.title, "Back Room")
        # Kurigram ignores the chats in the answer to a join, so it can't name this one before it has seen it.
        await listed(ann.get_dialogs())
        texts = [message.text for message in await listed(ann.get_chat_history(joined.id))]
        self.assertIn("Nobody hears us in here.", texts)

    async def test_a_link_is_created_used_and_revoked(self) -> None:
        bob, ann = await self.kurigram_of(BOB), await self.kurigram_of(ANN)
        made = await within(bob.create_chat_invite_link(LOUNGE, name="Friends", member_limit=1))
        self.assertEqual((made.name, made.member_limit), ("Friends", 1))
        await within(ann.join_chat(made.invite_link))
        joiners = await listed(bob.get_chat_invite_link_joiners(LOUNGE, made.invite_link))
        self.assertEqual([joiner.user.username for joiner in joiners], ["ann_archer"])
        await within(bob.revoke_chat_invite_link(LOUNGE, made.invite_link))
        self.assertTrue((await within(bob.get_chat_invite_link(LOUNGE, made.invite_link))).is_revoked)

    async def test_a_join_request_waits_for_an_admin(self) -> None:
        carol, ann = await self.kurigram_of(CAROL), await self.kurigram_of(ANN)
        self.assertIsInstance(await within(ann.join_chat(WAITING_ROOM)), types.ChatJoinResultRequestSent)
        [room] = [
            dialog.chat for dialog in await listed(carol.get_dialogs()) if dialog.chat.title == "Waiting Room"
        ]
        [request] = await listed(carol.get_chat_join_requests(room.id))
        self.assertEqual(request.user.username, "ann_archer")
        await within(carol.approve_chat_join_request(room.id, request.user.id))
        self.assertEqual((await within(carol.get_chat_member(room.id, "ann_archer"))).status, STATUS.MEMBER)


class Contacts(Fact):
    async def test_contacts_are_listed_added_and_deleted(self) -> None:
        bob = await self.kurigram_of(BOB)
        names = {user.username for user in await within(bob.get_contacts())}
        self.assertEqual(names, {"ann_archer"})
        await within(bob.add_contact("carol_clark", "Carol"))
        self.assertEqual(await within(bob.get_contacts_count()), 2)
        await within(bob.delete_contacts("ann_archer"))
        self.assertEqual({user.username for user in await within(bob.get_contacts())}, {"carol_clark"})

    async def test_a_blocked_user_may_not_write(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        await within(ann.block_user("bob_baker"))
        with self.assertRaises(errors.RPCError):
            await within(bob.send_message("ann_archer", "Hello?"))
        await within(ann.unblock_user("bob_baker"))
        await within(bob.send_message("ann_archer", "Hello again"))
        self.assertEqual((await ann.messages.next()).text, "Hello again")
