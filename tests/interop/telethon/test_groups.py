"""Telethon and our daemon in groups."""

from stage import ANN, BOB, BOT_TOKEN, CAROL, LOUNGE, Fact, Inbox, dated, within
from telethon import errors, events, functions, types, utils


class Supergroups(Fact):
    async def test_members_of_a_supergroup_see_each_others_messages_with_the_same_ids(self) -> None:
        ann, carol = await self.telethon_of(ANN), await self.daemon_of(CAROL)
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        joined = await carol("groups.join", chat_id=f"@{LOUNGE}")
        self.assertEqual(joined["status"], "already_member")
        lounge = await within(ann.get_entity(LOUNGE))
        self.assertEqual(joined["chat"]["id"], utils.get_peer_id(lounge))

        inbox = Inbox(ann)
        ours = await carol("messages.send", chat_id=f"@{LOUNGE}", text="Who rows?")
        came = await inbox.next()
        self.assertEqual(
            (came.id, came.raw_text, came.date), (ours["message_id"], "Who rows?", dated(ours["date"]))
        )
        self.assertEqual(
            (came.sender_id, came.chat_id), ((await carol("account.me"))["id"], joined["chat"]["id"])
        )
        self.assertTrue(came.is_group and came.is_channel)

        theirs = await within(came.reply("I do."))
        read = (await carol("messages.history", chat_id=joined["chat"]["id"], limit=1))["items"][0]
        self.assertEqual(
            (read["message_id"], read["text"], dated(read["date"])), (theirs.id, "I do.", theirs.date)
        )
        self.assertEqual(read["sender"]["username"], "ann_archer")
        self.assertEqual(read["reply_to"]["message_id"], ours["message_id"])

    async def test_our_daemon_joins_where_telethon_writes(self) -> None:
        bob, ann = await self.telethon_of(BOB), await self.daemon_of(ANN)
        joined = await ann("groups.join", chat_id=f"@{LOUNGE}")
        self.assertEqual(joined["status"], "joined")
        inbox = Inbox(bob)
        sent = await ann("messages.send", chat_id=joined["chat"]["ref"], text="Hello, lounge")
        came = await inbox.next()
        self.assertEqual((came.id, came.raw_text), (sent["message_id"], "Hello, lounge"))
        self.assertEqual((await within(came.get_sender())).first_name, "Ann")
        answer = await within(came.respond("Hello, Ann"))
        read = (await ann("messages.history", chat_id=joined["chat"]["id"], limit=1))["items"][0]
        self.assertEqual((read["message_id"], read["text"]), (answer.id, "Hello, Ann"))

    async def test_a_user_who_left_gets_no_updates_and_may_join_again(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.daemon_of(BOB)
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        await within(ann.delete_dialog(LOUNGE))
        self.assertNotIn("Sandbox Lounge", [d.name for d in await within(ann.get_dialogs())])
        inbox = Inbox(ann)
        await bob("messages.send", chat_id=f"@{LOUNGE}", text="without Ann")
        await bob("messages.send", chat_id="@ann_archer", text="to Ann")
        self.assertEqual(await inbox.up_to("to Ann"), ["to Ann"])
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        await bob("messages.send", chat_id=f"@{LOUNGE}", text="with Ann")
        self.assertEqual((await inbox.up_to("with Ann"))[-1], "with Ann")

    async def test_messages_that_telethon_reads_are_shown_as_read_to_the_writer(self) -> None:
        ann, bob, bobs = await self.telethon_of(ANN), await self.daemon_of(BOB), await self.telethon_of(BOB)
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        sent = await bob("messages.send", chat_id=f"@{LOUNGE}", text="Read this")
        seen = Inbox(bobs, events.MessageRead())
        await within(ann.send_read_acknowledge(LOUNGE, max_id=sent["message_id"]))
        self.assertEqual((await seen.next()).max_id, sent["message_id"])
        dialogs = await within(bobs.get_dialogs())
        lounge = next(d for d in dialogs if d.name == "Sandbox Lounge")
        self.assertEqual(lounge.dialog.read_outbox_max_id, sent["message_id"])

    async def test_a_mention_by_name_or_reply_is_unread_until_it_is_seen(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.daemon_of(BOB)
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        hers = await within(ann.send_message(LOUNGE, "Who rows?"))
        inbox = Inbox(ann, events.NewMessage(incoming=True))
        for text, answered in (("I don't", None), ("@ann_archer does", None), ("You", hers.id)):
            await bob("messages.send", chat_id=f"@{LOUNGE}", text=text, reply_to_message_id=answered)
        came = [await inbox.next() for _ in range(3)]
        self.assertEqual([event.message.mentioned for event in came], [False, True, True])
        self.assertEqual([event.message.media_unread for event in came], [False, True, True])

        async def unread() -> int:
            dialogs = await within(ann.get_dialogs())
            return next(d for d in dialogs if d.name == "Sandbox Lounge").unread_mentions_count

        self.assertEqual(await unread(), 2)
        mine = await within(ann.get_messages(LOUNGE, 10, filter=types.InputMessagesFilterMyMentions()))
        self.assertEqual([m.message for m in mine], ["You", "@ann_archer does"])
        await within(ann.send_read_acknowledge(LOUNGE, clear_mentions=True))
        self.assertEqual(await unread(), 0)

    async def test_hundreds_of_messages_arrive_once_and_in_order(self) -> None:
        ann = await self.telethon_of(ANN)
        ids = (
            await self.sandbox("say", sender_id="@bob_baker", chat_id=f"@{LOUNGE}", text="row", count=320)
        )["message_ids"]
        self.assertEqual([m.id for m in await within(ann.get_messages(LOUNGE, limit=320))], ids[::-1])
        messages = await within(ann.get_messages(LOUNGE, ids=[ids[7], 99999]))
        self.assertEqual([m and m.id for m in messages], [ids[7], None])

    async def test_a_bot_and_our_daemon_talk(self) -> None:
        bot, bob = await self.telethon(), await self.daemon_of(BOB)
        await within(bot.sign_in(bot_token=BOT_TOKEN))
        inbox = Inbox(bot)
        await bob("messages.send", chat_id=f"@{LOUNGE}", text="/start")
        came = await inbox.next()
        self.assertEqual(came.raw_text, "/start")
        answer = await within(came.reply("beep"))
        read = (await bob("messages.history", chat_id=f"@{LOUNGE}", limit=1))["items"][0]
        self.assertEqual(
            (read["message_id"], read["text"], read["sender"]["kind"]), (answer.id, "beep", "bot")
        )


class BasicGroups(Fact):
    async def test_messages_are_exchanged_both_ways(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.daemon_of(BOB)
        inbox = Inbox(ann)
        made = await self.sandbox(
            "addGroup", kind="group", title="Crew", owner_id="@bob_baker", member_ids=["@ann_archer"]
        )
        sent = await bob("messages.send", chat_id=made["chat_id"], text="All aboard")
        came = await inbox.next()
        while came.raw_text != "All aboard":
            came = await inbox.next()
        self.assertEqual((came.chat_id, came.date), (made["chat_id"], dated(sent["date"])))
        self.assertEqual((await within(came.get_chat())).title, "Crew")
        await within(came.reply("Aye"))
        read = (await bob("messages.history", chat_id=made["chat_id"], limit=1))["items"][0]
        self.assertEqual((read["text"], read["sender"]["username"]), ("Aye", "ann_archer"))
        self.assertEqual(read["reply_to"]["message_id"], sent["message_id"])


class Invites(Fact):
    async def test_a_link_previews_the_chat_and_joins_it(self) -> None:
        ann = await self.telethon_of(ANN)
        shown = await within(ann(functions.messages.CheckChatInviteRequest("SandboxBackRoom")))
        self.assertIsInstance(shown, types.ChatInvite)
        self.assertEqual((shown.title, shown.request_needed), ("Back Room", False))
        await within(ann(functions.messages.ImportChatInviteRequest("SandboxBackRoom")))
        room = await within(ann.get_entity("https://t.me/+SandboxBackRoom"))
        self.assertEqual(room.title, "Back Room")
        bob, inbox = await self.daemon_of(BOB), Inbox(ann)
        await bob("messages.send", chat_id=utils.get_peer_id(room), text="welcome")
        self.assertEqual((await inbox.next()).raw_text, "welcome")
        with self.assertRaises(errors.UserAlreadyParticipantError):
            await within(ann(functions.messages.ImportChatInviteRequest("SandboxBackRoom")))

    async def test_a_link_with_approval_sends_a_join_request(self) -> None:
        ann = await self.telethon_of(ANN)
        with self.assertRaises(errors.InviteRequestSentError):
            await within(ann(functions.messages.ImportChatInviteRequest("SandboxWaiting")))

    async def test_an_invalid_link_is_rejected(self) -> None:
        ann = await self.telethon_of(ANN)
        with self.assertRaises(errors.InviteHashInvalidError):
            await within(ann(functions.messages.CheckChatInviteRequest("NoSuchLink")))


class Channels(Fact):
    async def test_a_subscriber_may_read_but_not_write(self) -> None:
        ann = await self.telethon_of(ANN)
        news = await within(ann.get_messages("sandbox_news", limit=5))
        self.assertIn("Welcome to Sandbox News.", [post.raw_text for post in news])
        self.assertTrue(all(post.post for post in news))
        with self.assertRaises(errors.ChatAdminRequiredError):
            await within(ann.send_message("sandbox_news", "Me too"))

    async def test_posts_through_our_daemon_reach_telethon(self) -> None:
        ann, carol = await self.telethon_of(ANN), await self.daemon_of(CAROL)
        inbox = Inbox(ann)
        posted = await carol("messages.send", chat_id="@sandbox_news", text="Version 2")
        came = await inbox.next()
        self.assertEqual(
            (came.id, came.raw_text, came.message.post), (posted["message_id"], "Version 2", True)
        )
        self.assertEqual(came.sender_id, came.chat_id)
