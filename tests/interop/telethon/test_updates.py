"""Updates in Telethon."""

from stage import ANN, BOB, LOUNGE, Fact, Inbox, within
from telethon import functions


class Updates(Fact):
    async def test_updates_missed_while_offline_are_fetched_once_and_in_order(self) -> None:
        bob = await self.daemon_of(BOB)
        session = self.session()
        ann = await self.telethon_of(ANN, session=session)
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        inbox = Inbox(ann)
        await bob("messages.send", chat_id="@ann_archer", text="in time")
        await bob("messages.send", chat_id=f"@{LOUNGE}", text="lounge in time")
        early = {(await inbox.next()).raw_text, (await inbox.next()).raw_text}
        self.assertEqual(early, {"in time", "lounge in time"})
        await within(ann.disconnect())

        private = [f"missed {number}" for number in range(5)]
        lounge = [f"lounge missed {number}" for number in range(5)]
        for one, other in zip(private, lounge):
            await bob("messages.send", chat_id="@ann_archer", text=one)
            await bob("messages.send", chat_id=f"@{LOUNGE}", text=other)

        back = self.offline(session, catch_up=True, sequential_updates=True)
        inbox = Inbox(back)
        await within(back.connect())
        came = [(await inbox.next()).raw_text for _ in range(10)]
        self.assertEqual([text for text in came if text in private], private)
        self.assertEqual([text for text in came if text in lounge], lounge)
        # The next update is a new one: nothing arrives twice.
        await bob("messages.send", chat_id="@ann_archer", text="live")
        self.assertEqual(await inbox.up_to("live"), ["live"])

    async def test_hundreds_of_missed_messages_are_fetched_in_slices_and_none_is_lost(self) -> None:
        session = self.session()
        ann = await self.telethon_of(ANN, session=session)
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        await within(ann.get_dialogs())
        await within(ann.disconnect())
        for chat_id in ["@ann_archer", f"@{LOUNGE}"]:
            await self.sandbox(
                "say", sender_id="@bob_baker", chat_id=chat_id, text=f"to {chat_id}", count=250
            )

        back = self.offline(session, catch_up=True, sequential_updates=True)
        inbox = Inbox(back)
        await within(back.connect())
        came = [(await inbox.next()).message for _ in range(500)]
        for chat_id in ["bob_baker", LOUNGE]:
            peer = await within(back.get_peer_id(chat_id))
            there = [m.id async for m in back.iter_messages(chat_id, limit=250, reverse=False)]
            self.assertEqual([m.id for m in came if m.chat_id == peer], there[::-1], chat_id)

    async def test_our_daemons_messages_arrive_in_the_order_they_were_sent(self) -> None:
        ann, bob = await self.telethon_of(ANN, sequential_updates=True), await self.daemon_of(BOB)
        inbox = Inbox(ann)
        texts = [f"number {number}" for number in range(60)]
        for text in texts:
            await bob("messages.send", chat_id="@ann_archer", text=text)
        self.assertEqual(await inbox.up_to(texts[-1]), texts)

    async def test_two_logins_of_one_account_see_each_others_sends(self) -> None:
        ann, ours = await self.telethon_of(ANN), await self.daemon_of(ANN)
        inbox = Inbox(ann)
        for chat_id in ["@bob_baker", "@carol_clark"]:
            sent = await ours("messages.send", chat_id=chat_id, text=f"by our daemon to {chat_id}")
            came = await inbox.next()
            self.assertEqual((came.id, came.raw_text, came.out), (sent["message_id"], sent["text"], True))
        theirs = await within(ann.send_message("bob_baker", "by Telethon"))
        read = (await ours("messages.history", chat_id="@bob_baker", limit=1))["items"][0]
        self.assertEqual(
            (read["message_id"], read["text"], read["is_outgoing"]), (theirs.id, "by Telethon", True)
        )

    async def test_two_clients_of_one_account_are_each_pushed_everything(self) -> None:
        one, other = await self.telethon_of(ANN), await self.telethon_of(ANN)
        bob, inboxes = await self.daemon_of(BOB), [Inbox(one), Inbox(other)]
        await bob("messages.send", chat_id="@ann_archer", text="to both")
        self.assertEqual([(await inbox.next()).raw_text for inbox in inboxes], ["to both", "to both"])
        await within(one.send_message("bob_baker", "by one"))
        self.assertEqual((await inboxes[1].next()).raw_text, "by one")

    async def test_a_client_without_updates_is_pushed_none(self) -> None:
        quiet, hearing = await self.telethon_of(ANN, receive_updates=False), await self.telethon_of(ANN)
        bob, quiet_inbox, inbox = await self.daemon_of(BOB), Inbox(quiet), Inbox(hearing)
        await bob("messages.send", chat_id="@ann_archer", text="psst")
        self.assertEqual((await inbox.next()).raw_text, "psst")
        # Pushes arrive before a later answer, and their handlers run before the answer after that.
        for _ in range(3):
            self.assertEqual((await within(quiet.get_messages("bob_baker")))[0].raw_text, "psst")
        self.assertTrue(quiet_inbox.empty())
