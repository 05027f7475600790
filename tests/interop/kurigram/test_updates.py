"""Updates in Kurigram."""

from stage import ANN, BOB, LOUNGE, Fact, within


class Updates(Fact):
    async def test_a_message_in_a_supergroup_is_pushed(self) -> None:
        ann = await self.kurigram_of(ANN)
        await within(ann.join_chat(LOUNGE))
        await self.sandbox("say", sender_id=BOB, chat_id=f"@{LOUNGE}", text="Welcome")
        while (came := await ann.messages.next()).text != "Welcome":
            self.assertIsNotNone(came.service)
        self.assertEqual((came.chat.username, came.from_user.username), (LOUNGE, "bob_baker"))

    async def test_a_hundred_messages_arrive_in_order(self) -> None:
        ann = await self.kurigram_of(ANN)
        await self.sandbox("say", sender_id=BOB, chat_id=ANN, text="No.", count=100)
        # Kurigram fetches what a short message leaves out, and so gets other new messages twice.
        came: dict[int, None] = {}
        while len(came) < 100:
            came.setdefault((await ann.messages.next()).id)
        self.assertEqual(list(came), sorted(came))

    async def test_two_logins_of_one_account_see_each_others_sends(self) -> None:
        one, other = await self.kurigram_of(ANN), await self.kurigram_of(ANN)
        sent = await within(one.send_message("bob_baker", "From one"))
        came = await other.messages.next()
        self.assertEqual((came.id, came.text, came.outgoing), (sent.id, "From one", True))

    async def test_a_client_without_updates_is_pushed_none(self) -> None:
        quiet, hearing = await self.kurigram_of(ANN, no_updates=True), await self.kurigram_of(ANN)
        await self.sandbox("say", sender_id=BOB, chat_id=ANN, text="psst")
        self.assertEqual((await hearing.messages.next()).text, "psst")
        self.assertEqual(quiet.messages.count(), 0)

    async def test_updates_missed_while_offline_are_fetched(self) -> None:
        ann = await self.kurigram_of(ANN, name="ann")
        await within(ann.join_chat(LOUNGE))
        await within(ann.stop())
        # The peers and the state that it has saved since its first start.
        known = self.offline(name="ann")
        await within(known.start())
        await self.sandbox("say", sender_id=BOB, chat_id=f"@{LOUNGE}", text="in time")
        await known.messages.up_to("in time")
        await within(known.stop())

        await self.sandbox("say", sender_id=BOB, chat_id=ANN, text="missed", count=5)
        await self.sandbox("say", sender_id=BOB, chat_id=f"@{LOUNGE}", text="lounge missed", count=5)
        back = self.offline(name="ann", skip_updates=False)
        await within(back.start())
        private, lounge = [], []
        while len(private) + len(lounge) < 10:
            came = await back.messages.next()
            (lounge if came.chat.username == LOUNGE else private).append((came.id, came.text))
        self.assertEqual((len(set(private)), len(set(lounge))), (5, 5))
        self.assertEqual([private, lounge], [sorted(private), sorted(lounge)])
        # The next update is a new one: nothing arrives twice.
        await self.sandbox("say", sender_id=BOB, chat_id=ANN, text="live")
        self.assertEqual(await back.messages.up_to("live"), ["live"])
