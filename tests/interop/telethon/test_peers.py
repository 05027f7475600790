"""Names, numbers, ids and access hashes."""

from stage import ANN, BOB, CAROL, LOUNGE, Fact, within
from telethon import errors, functions, types, utils


class Peers(Fact):
    async def test_a_name_a_link_and_a_number_resolve_to_the_same_user(self) -> None:
        ann = await self.telethon_of(ANN)
        bob = await within(ann.get_entity("bob_baker"))
        self.assertEqual((bob.first_name, bob.last_name, bob.username), ("Bob", "Baker", "bob_baker"))
        for name in ["@Bob_Baker", "https://t.me/bob_baker", BOB]:
            self.assertEqual((await within(ann.get_entity(name))).id, bob.id, name)
        resolved = await within(ann(functions.contacts.ResolvePhoneRequest(BOB[1:])))
        self.assertEqual(resolved.peer, types.PeerUser(bob.id))

    async def test_an_unused_name_does_not_resolve(self) -> None:
        ann = await self.telethon_of(ANN)
        with self.assertRaises(errors.UsernameNotOccupiedError):
            await within(ann(functions.contacts.ResolveUsernameRequest("nobody_at_all")))
        with self.assertRaises(errors.PhoneNotOccupiedError):
            await within(ann(functions.contacts.ResolvePhoneRequest("9996620077")))
        with self.assertRaisesRegex(ValueError, "No user has"):
            await within(ann.get_entity("nobody_at_all"))

    async def test_an_id_from_the_dialogs_is_enough(self) -> None:
        ann = await self.telethon_of(ANN)
        for dialog in await within(ann.get_dialogs()):
            again = await within(ann.get_entity(dialog.id))
            self.assertEqual(utils.get_display_name(again), dialog.name)

    async def test_telethon_and_our_daemon_list_the_same_chats(self) -> None:
        ann, ours = await self.telethon_of(ANN), await self.daemon_of(ANN)
        listed = (await ours("chats.list"))["items"]
        dialogs = await within(ann.get_dialogs())
        self.assertEqual(
            [(c["id"], c["title"], c["unread_count"], c["last_message"]["message_id"]) for c in listed],
            [(d.id, d.name, d.unread_count, d.message.id) for d in dialogs],
        )
        self.assertGreaterEqual(len(listed), 3)

    async def test_dialogs_are_paged_completely(self) -> None:
        ann = await self.telethon_of(ANN)
        for number in range(130):
            added = await self.sandbox(
                "addUser", phone=f"+999662{1000 + number}", first_name=f"Guest {number}"
            )
            await self.sandbox("say", sender_id=added["user_id"], chat_id="@ann_archer", text="hello")
        names = [dialog.name async for dialog in ann.iter_dialogs()]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(
            {name for name in names if name.startswith("Guest")}, {f"Guest {n}" for n in range(130)}
        )

    async def test_access_hashes_are_per_account(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        carol = await within(ann.get_input_entity("carol_clark"))
        self.assertNotEqual(
            carol.access_hash, (await within(bob.get_input_entity("carol_clark"))).access_hash
        )
        with self.assertRaises(errors.PeerIdInvalidError):
            await within(bob(functions.messages.GetHistoryRequest(carol, 0, None, 0, 10, 0, 0, 0)))
        with self.assertRaises(errors.ChannelInvalidError):
            await within(ann(functions.channels.GetChannelsRequest([types.InputChannel(1, 1)])))

    async def test_contacts_are_found_by_number_and_strangers_are_not(self) -> None:
        ann, carol = await self.telethon_of(ANN), await self.telethon_of(CAROL)
        self.assertEqual((await within(ann.get_entity("bob_baker"))).phone, BOB[1:])
        contacts = await within(ann(functions.contacts.GetContactsRequest(0)))
        self.assertEqual({user.username for user in contacts.users}, {"bob_baker", "carol_clark"})
        self.assertIsNone((await within(carol.get_entity("ann_archer"))).phone)

    async def test_full_users_and_supergroups_are_returned(self) -> None:
        ann = await self.telethon_of(ANN)
        bob = await within(ann(functions.users.GetFullUserRequest("bob_baker")))
        self.assertEqual(bob.users[0].username, "bob_baker")
        lounge = await within(ann(functions.channels.GetFullChannelRequest(LOUNGE)))
        self.assertEqual(lounge.full_chat.about, "Come in and talk.")
        self.assertEqual(lounge.full_chat.participants_count, 3)
