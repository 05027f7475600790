"""What people do with messages in Kurigram."""

from datetime import timedelta

from pyrogram import enums, errors, raw, types
from pyrogram.utils import timestamp_to_datetime
from stage import ANN, BOB, CAROL, LOUNGE, Fact, listed, within


def styles(message: types.Message) -> list:
    return [(entity.type, entity.offset, entity.length) for entity in message.entities]


class Text(Fact):
    async def test_markdown_arrives_as_it_was_sent(self) -> None:
        ann = await self.kurigram_of(ANN)
        sent = await within(
            ann.send_message(
                "bob_baker", "**bold** and __not__ `code`", parse_mode=enums.ParseMode.MARKDOWN
            )
        )
        read = await within(ann.get_messages("bob_baker", sent.id))
        self.assertEqual(read.text, "bold and not code")
        kinds = enums.MessageEntityType
        expected = [(kinds.BOLD, 0, 4), (kinds.ITALIC, 9, 3), (kinds.CODE, 13, 4)]
        self.assertEqual([styles(sent), styles(read)], [expected, expected])

    async def test_html_arrives_as_it_was_sent(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        # It can only name users it has met.
        await within(ann.get_users("bob_baker"))
        html = (
            '<b>😀</b> <a href="https://example.org/">link</a> <spoiler>end</spoiler>'
            f' <a href="tg://user?id={bob.me.id}">Bob</a>'
        )
        sent = await within(ann.send_message("bob_baker", html, parse_mode=enums.ParseMode.HTML))
        kinds = enums.MessageEntityType
        # An emoji like this takes two of Telegram's UTF-16 units.
        expected = [
            (kinds.BOLD, 0, 2), (kinds.TEXT_LINK, 3, 4), (kinds.SPOILER, 8, 3), (kinds.TEXT_MENTION, 12, 3)
        ]
        came = await bob.messages.next()
        self.assertEqual([styles(sent), styles(came)], [expected, expected])
        self.assertEqual(came.entities[1].url, "https://example.org/")
        self.assertEqual(came.entities[3].user.id, bob.me.id)

    async def test_a_reply_names_its_message(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        await within(ann.send_message("bob_baker", "One"))
        asked = await bob.messages.next()
        await within(asked.reply("Two"))
        answer = await ann.messages.next()
        self.assertEqual((answer.text, answer.reply_to_message.text), ("Two", "One"))

    async def test_an_edit_is_pushed_and_an_edit_that_changes_nothing_is_rejected(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        sent = await within(ann.send_message("bob_baker", "Befor"))
        edited = await within(sent.edit("Before"))
        self.assertEqual((edited.id, edited.text), (sent.id, "Before"))
        self.assertIsNotNone(edited.edit_date)
        self.assertEqual((await bob.edits.next()).text, "Before")
        with self.assertRaises(errors.MessageNotModified):
            await within(sent.edit("Before"))

    async def test_a_deleted_message_is_gone_on_both_sides(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        sent = await within(ann.send_message("bob_baker", "Oops"))
        came = await bob.messages.next()
        self.assertEqual(await within(ann.delete_messages("bob_baker", sent.id)), 1)
        self.assertEqual([message.id for message in await bob.deletions.next()], [came.id])
        self.assertTrue((await within(ann.get_messages("bob_baker", sent.id))).empty)
        self.assertTrue((await within(bob.get_messages("ann_archer", came.id))).empty)

    async def test_a_forward_names_its_author_and_a_copy_does_not(self) -> None:
        ann, carol = await self.kurigram_of(ANN), await self.kurigram_of(CAROL)
        sent = await within(ann.send_message("bob_baker", "Pass it on"))
        await within(ann.forward_messages("carol_clark", "bob_baker", sent.id))
        forwarded = await carol.messages.next()
        self.assertEqual(forwarded.text, "Pass it on")
        self.assertEqual(forwarded.forward_origin.sender_user.username, "ann_archer")
        await within(ann.copy_message("carol_clark", "bob_baker", sent.id))
        copied = await carol.messages.next()
        self.assertEqual((copied.text, copied.forward_origin), ("Pass it on", None))

    async def test_a_scheduled_message_waits_in_its_list(self) -> None:
        ann = await self.kurigram_of(ANN)
        later = timestamp_to_datetime(int(ann.server_time)) + timedelta(hours=1)
        sent = await within(ann.send_message("bob_baker", "Later", schedule_date=later))
        self.assertTrue(sent.scheduled)
        waiting = await within(ann.get_scheduled_messages("bob_baker"))
        self.assertEqual([(message.text, message.date) for message in waiting], [("Later", later)])


class Reading(Fact):
    async def test_the_history_lists_messages_newest_first(self) -> None:
        # Before Ann connects, as Kurigram fetches a difference for each message.
        await self.sandbox("say", sender_id=BOB, chat_id=ANN, text="No.", count=250)
        ann = await self.kurigram_of(ANN)
        history = await listed(ann.get_chat_history("bob_baker"))
        ids = [message.id for message in history]
        self.assertEqual(ids, sorted(ids, reverse=True))
        self.assertEqual(len([message for message in history if (message.text or "").startswith("No.")]), 250)

    async def test_messages_are_found_in_a_chat_and_in_all(self) -> None:
        ann = await self.kurigram_of(ANN)
        sent = await within(ann.send_message("bob_baker", "The lighthouse is open"))
        await within(ann.send_message("carol_clark", "Seen the lighthouse?"))
        found = await listed(ann.search_messages("bob_baker", query="lighthouse"))
        self.assertEqual([message.id for message in found], [sent.id])
        everywhere = await listed(ann.search_global("lighthouse"))
        self.assertEqual({message.chat.username for message in everywhere}, {"bob_baker", "carol_clark"})

    async def test_the_messages_of_a_chat_are_counted_part_by_part(self) -> None:
        # More than one of the parts in which Telegram stores messages: Kurigram reads them all.
        await self.sandbox("say", sender_id=BOB, chat_id=ANN, text="To the lighthouse", count=1100)
        ann = await self.kurigram_of(ANN)
        await within(ann.send_message("bob_baker", "Seen the lighthouse?"))
        self.assertGreater(len(await within(ann.get_message_split_ranges())), 1)
        history = await listed(ann.get_chat_history("bob_baker"))
        self.assertEqual(await within(ann.get_chat_history_count("bob_baker")), len(history))
        counted = await within(ann.search_messages_count("bob_baker", query="lighthouse"))
        self.assertEqual(counted, 1101)
        own = await within(ann.search_messages_count("bob_baker", query="lighthouse", from_user="me"))
        self.assertEqual(own, 1)

    async def test_the_dialogs_have_the_chats_with_their_last_messages(self) -> None:
        ann = await self.kurigram_of(ANN)
        await within(ann.send_message("bob_baker", "Last words"))
        dialogs = {dialog.chat.username: dialog for dialog in await listed(ann.get_dialogs())}
        self.assertEqual(dialogs["bob_baker"].top_message.text, "Last words")
        self.assertEqual(dialogs["sandbox_news"].chat.type, enums.ChatType.CHANNEL)
        self.assertEqual(await within(ann.get_dialogs_count()), len(dialogs))

    async def test_reading_is_reported_to_the_writer(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        sent = await within(ann.send_message("bob_baker", "Read me"))
        await bob.messages.next()
        await within(bob.read_chat_history("ann_archer"))
        read = await ann.raw.of(raw.types.UpdateReadHistoryOutbox)
        self.assertEqual(read.max_id, sent.id)


class Doing(Fact):
    async def test_a_reaction_is_seen_by_both(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        sent = await within(ann.send_message("bob_baker", "Good news"))
        came = await bob.messages.next()
        await within(came.react("👍"))
        update = await ann.raw.of(raw.types.UpdateMessageReactions)
        self.assertEqual((update.msg_id, update.reactions.results[0].reaction.emoticon), (sent.id, "👍"))
        [reaction] = (await within(ann.get_messages("bob_baker", sent.id))).reactions.reactions
        self.assertEqual((reaction.emoji, reaction.count), ("👍", 1))

    async def test_a_message_is_pinned_and_unpinned(self) -> None:
        bob = await self.kurigram_of(BOB)
        sent = await within(bob.send_message(LOUNGE, "House rules"))
        await within(bob.pin_chat_message(LOUNGE, sent.id))
        self.assertEqual((await within(bob.get_chat(LOUNGE))).pinned_message.text, "House rules")
        await within(bob.unpin_chat_message(LOUNGE, sent.id))
        self.assertIsNone((await within(bob.get_chat(LOUNGE))).pinned_message)

    async def test_typing_is_seen(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        await within(ann.send_chat_action("bob_baker", enums.ChatAction.TYPING))
        typing = await bob.raw.of(raw.types.UpdateUserTyping)
        self.assertEqual(typing.user_id, ann.me.id)

    async def test_a_flood_wait_reports_its_seconds(self) -> None:
        ann = await self.kurigram_of(ANN)
        await self.sandbox("fault", kind="flood_wait", method="messages.sendMessage", duration=1234)
        with self.assertRaises(errors.FloodWait) as refused:
            await within(ann.send_message("bob_baker", "Too fast"))
        self.assertEqual(refused.exception.value, 1234)
        self.assertEqual((await within(ann.send_message("bob_baker", "Now"))).text, "Now")

    async def test_an_unsupported_function_is_rejected_by_its_name(self) -> None:
        ann = await self.kurigram_of(ANN)
        with self.assertRaisesRegex(errors.RPCError, "METHOD_NOT_IMPLEMENTED_IN_SANDBOX"):
            await within(ann.invoke(raw.functions.help.GetPassportConfig(hash=0)))
