"""Editing, deleting, forwarding, pinning, searching and reacting."""

from datetime import timedelta

from stage import ANN, BOB, LOUNGE, Fact, Inbox, within
from telethon import TelegramClient, errors, events, functions, types


class Both(Fact):
    """Ann and Bob, both with Telethon."""

    async def both(self) -> "tuple[TelegramClient, TelegramClient]":
        return await self.telethon_of(ANN), await self.telethon_of(BOB)


class Edits(Both):
    async def test_an_edit_is_pushed_and_read_by_the_other(self) -> None:
        ann, bob = await self.both()
        edits = Inbox(bob, events.MessageEdited())
        sent = await within(ann.send_message("bob_baker", "Ahoi"))
        edited = await within(ann.edit_message("bob_baker", sent.id, "**Ahoy**"))
        self.assertEqual((edited.id, edited.raw_text), (sent.id, "Ahoy"))
        self.assertIsNotNone(edited.edit_date)
        came = await edits.next()
        self.assertEqual((came.raw_text, came.text), ("Ahoy", "**Ahoy**"))
        read = (await within(bob.get_messages("ann_archer")))[0]
        self.assertEqual((read.raw_text, read.edit_date), ("Ahoy", edited.edit_date))

    async def test_rejected_edits_have_telegrams_error_names(self) -> None:
        ann = await self.telethon_of(ANN)
        sent = await within(ann.send_message("bob_baker", "Ahoy"))
        with self.assertRaises(errors.MessageNotModifiedError):
            await within(ann.edit_message("bob_baker", sent.id, "Ahoy"))
        his = next(m for m in await within(ann.get_messages("bob_baker", limit=10)) if not m.out)
        with self.assertRaises(errors.MessageAuthorRequiredError):
            await within(ann.edit_message("bob_baker", his.id, "Hm"))
        with self.assertRaises(errors.MessageIdInvalidError):
            await within(ann.edit_message("bob_baker", 99999, "Hm"))


class Deletes(Both):
    async def test_a_deletion_is_pushed_and_the_message_is_gone_everywhere(self) -> None:
        ann, bob = await self.both()
        inbox, deletes = Inbox(bob), Inbox(bob, events.MessageDeleted())
        sent = await within(ann.send_message("bob_baker", "Oops"))
        came = await inbox.next()
        gone = await within(ann.delete_messages("bob_baker", [sent.id]))
        self.assertEqual([affected.pts_count for affected in gone], [1])
        self.assertEqual((await deletes.next()).deleted_ids, [came.id])
        self.assertIsNone(await within(bob.get_messages("ann_archer", ids=came.id)))
        self.assertEqual(await within(bob.get_messages("ann_archer", search="Oops")), [])

    async def test_a_deletion_in_a_supergroup_is_pushed_with_its_chat(self) -> None:
        ann, bob = await self.both()
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        lounge = await within(ann.get_entity(LOUNGE))
        deletes = Inbox(ann, events.MessageDeleted())
        sent = await within(bob.send_message(LOUNGE, "Oops"))
        await within(bob.delete_messages(LOUNGE, [sent.id]))
        update = await deletes.next()
        self.assertEqual((update.deleted_ids, update.chat_id), ([sent.id], -1000000000000 - lounge.id))

    async def test_a_whole_chat_is_deleted(self) -> None:
        ann, bob = await self.both()
        await within(ann.delete_dialog("bob_baker", revoke=True))
        self.assertEqual((await within(bob.get_messages("ann_archer"))).total, 0)
        names = [dialog.name for dialog in await within(ann.get_dialogs())]
        self.assertNotIn("Bob Baker", names)


class Forwards(Both):
    async def test_posts_are_forwarded_with_their_channel(self) -> None:
        ann, bob = await self.both()
        inbox = Inbox(bob)
        posts = await within(ann.get_messages("sandbox_news", limit=2))
        sent = await within(ann.forward_messages("bob_baker", [post.id for post in posts], "sandbox_news"))
        self.assertEqual([m.raw_text for m in sent], [post.raw_text for post in posts])
        came = [await inbox.next() for _ in posts]
        # Telethon sends them in order of time.
        self.assertEqual({m.fwd_from.channel_post for m in came}, {post.id for post in posts})
        self.assertEqual({m.forward.chat.username for m in came}, {"sandbox_news"})

    async def test_an_author_can_be_left_out(self) -> None:
        ann, bob = await self.both()
        inbox = Inbox(bob)
        post = (await within(ann.get_messages("sandbox_news")))[0]
        await within(ann.forward_messages("bob_baker", post, drop_author=True))
        came = await inbox.next()
        self.assertEqual((came.raw_text, came.fwd_from), (post.raw_text, None))


class Pins(Both):
    async def test_a_pin_is_pushed_announced_and_found(self) -> None:
        ann, bob = await self.both()
        sent = await within(ann.send_message("bob_baker", "Pin me"))
        actions = Inbox(bob, events.ChatAction())
        said = await within(ann.pin_message("bob_baker", sent, notify=True))
        self.assertIsInstance(said.action, types.MessageActionPinMessage)
        pinned = await within(bob.get_messages("ann_archer", filter=types.InputMessagesFilterPinned()))
        self.assertEqual([m.raw_text for m in pinned], ["Pin me"])
        self.assertTrue((await actions.next()).new_pin)
        await within(ann.unpin_message("bob_baker"))
        pinned = await within(bob.get_messages("ann_archer", filter=types.InputMessagesFilterPinned()))
        self.assertEqual(pinned.total, 0)


class Searches(Both):
    async def test_a_chat_is_searched_by_words_and_senders(self) -> None:
        ann, bob = await self.both()
        await within(bob.send_message(LOUNGE, "The regatta is on Monday"))
        await within(bob.send_message(LOUNGE, "Bring the regattas flag"))
        found = await within(ann.get_messages(LOUNGE, search="regatta", limit=10))
        texts = ["Bring the regattas flag", "The regatta is on Monday"]
        self.assertEqual([m.raw_text for m in found], texts)
        by_bob = await within(ann.get_messages(LOUNGE, search="regatta", from_user="bob_baker", limit=1))
        self.assertEqual(([m.raw_text for m in by_bob], by_bob.total), (texts[:1], 2))
        only = types.InputMessagesFilterPhotos()
        photos = await within(ann.get_messages("sandbox_news", filter=only, limit=5))
        self.assertEqual([m.raw_text for m in photos], ["The harbour this morning."])

    async def test_all_chats_are_searched_page_by_page(self) -> None:
        ann = await self.telethon_of(ANN)
        for at in range(120):
            await within(ann.send_message("bob_baker" if at % 2 else "me", f"needle {at}"))
        found = [m.raw_text async for m in ann.iter_messages(None, search="needle")]
        self.assertEqual(sorted(found), sorted(f"needle {at}" for at in range(120)))


class Reactions(Both):
    async def test_a_reaction_is_pushed_and_shown_on_the_message(self) -> None:
        ann, bob = await self.both()
        inbox = Inbox(bob)
        reactions = Inbox(ann, events.Raw(types.UpdateMessageReactions))
        sent = await within(ann.send_message("bob_baker", "Ahoy"))
        came = await inbox.next()
        request = functions.messages.SendReactionRequest(
            "ann_archer", came.id, reaction=[types.ReactionEmoji("👍")]
        )
        await within(bob(request))
        update = await reactions.next()
        self.assertEqual((update.msg_id, update.reactions.results[0].count), (sent.id, 1))
        read = await within(ann.get_messages("bob_baker", ids=sent.id))
        self.assertEqual(read.reactions.results[0].reaction.emoticon, "👍")
        with self.assertRaises(errors.ReactionInvalidError):
            wrong = functions.messages.SendReactionRequest(
                "ann_archer", came.id, reaction=[types.ReactionEmoji("x")]
            )
            await within(bob(wrong))


class Later(Both):
    async def test_a_scheduled_message_arrives_at_its_date(self) -> None:
        ann, bob = await self.both()
        inbox = Inbox(bob)
        waits = await within(ann.send_message("bob_baker", "Later", schedule=timedelta(hours=1)))
        waiting = await within(ann.get_messages("bob_baker", scheduled=True))
        self.assertEqual([(m.id, m.raw_text, m.date) for m in waiting], [(waits.id, "Later", waits.date)])
        self.assertTrue(inbox.empty())
        await self.sandbox("advance", duration=3601)
        self.assertEqual((await inbox.next()).raw_text, "Later")
        self.assertEqual((await within(ann.get_messages("bob_baker", scheduled=True))).total, 0)


class Arranging(Both):
    async def test_typing_is_seen_while_it_lasts(self) -> None:
        ann, bob = await self.both()
        seen = Inbox(bob, events.UserUpdate(func=lambda event: event.action is not None))
        async with ann.action("bob_baker", "typing"):
            self.assertTrue((await seen.next()).typing)
        self.assertTrue((await seen.next()).cancel)

    async def test_a_chat_is_archived_and_unarchived(self) -> None:
        ann = await self.telethon_of(ANN)
        dialog = next(d for d in await within(ann.get_dialogs()) if d.name == "Bob Baker")
        await within(dialog.archive())
        self.assertEqual([d.name for d in await within(ann.get_dialogs(archived=True))], ["Bob Baker"])
        await within(dialog.archive(folder=0))
        self.assertEqual(await within(ann.get_dialogs(archived=True)), [])
