"""Telethon creates forums, and writes in their topics."""

from typing import Any, Tuple

from stage import ANN, BOB, Fact, Inbox, within
from telethon import TelegramClient, errors, events, functions, types


class Topics(Fact):
    async def harbour(self) -> Tuple[TelegramClient, TelegramClient, Any, Any]:
        """Ann's forum with Bob in it, as each of them names it."""
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        create = functions.channels.CreateChannelRequest("Harbour", "", megagroup=True, forum=True)
        hers = (await within(ann(create))).chats[0]
        self.assertTrue(hers.forum)
        await within(ann(functions.channels.InviteToChannelRequest(hers, ["bob_baker"])))
        his = next(dialog.entity for dialog in await within(bob.get_dialogs()) if dialog.name == "Harbour")
        return ann, bob, hers, his

    async def begin(self, client: TelegramClient, forum: Any, title: str) -> int:
        made = await within(client(functions.messages.CreateForumTopicRequest(forum, title)))
        return next(update.id for update in made.updates if isinstance(update, types.UpdateMessageID))

    async def listed(self, client: TelegramClient, forum: Any) -> Any:
        return await within(client(functions.messages.GetForumTopicsRequest(forum, None, 0, 0, 100)))

    async def test_a_topic_is_created_written_in_and_read(self) -> None:
        ann, bob, hers, his = await self.harbour()
        inbox = Inbox(bob)
        boats = await self.begin(ann, hers, "Boats")
        first = await within(ann.send_message(hers, "Which boat?", reply_to=boats))
        await within(ann.send_message(hers, "That one.", reply_to=first))
        await within(ann.send_message(hers, "Hello all"))
        await inbox.up_to("Hello all")
        thread = await within(bob.get_messages(his, reply_to=boats, limit=10))
        self.assertEqual([message.raw_text or "" for message in thread], ["That one.", "Which boat?", ""])
        self.assertEqual(thread[0].reply_to.reply_to_top_id, boats)
        self.assertTrue(thread[1].reply_to.forum_topic)
        self.assertIsInstance(thread[2].action, types.MessageActionTopicCreate)
        topic = next(topic for topic in (await self.listed(bob, his)).topics if topic.id == boats)
        self.assertEqual((topic.title, topic.unread_count, topic.top_message), ("Boats", 3, thread[0].id))
        outbox = Inbox(ann, events.Raw(types.UpdateReadChannelDiscussionOutbox))
        await within(bob(functions.messages.ReadDiscussionRequest(his, boats, thread[0].id)))
        self.assertEqual((await outbox.next()).read_max_id, thread[0].id)
        found = await within(bob(functions.messages.GetForumTopicsByIDRequest(his, [boats])))
        self.assertEqual(found.topics[0].unread_count, 0)

    async def test_a_topic_is_renamed_closed_pinned_and_deleted(self) -> None:
        ann, bob, hers, his = await self.harbour()
        boats, nets = await self.begin(ann, hers, "Boats"), await self.begin(ann, hers, "Nets")
        await within(ann(functions.messages.EditForumTopicRequest(hers, boats, title="Ships")))
        await within(ann(functions.messages.EditForumTopicRequest(hers, boats, closed=True)))
        pins = Inbox(bob, events.Raw(types.UpdatePinnedForumTopic))
        await within(ann(functions.messages.UpdatePinnedForumTopicRequest(hers, nets, True)))
        self.assertEqual((await pins.next()).topic_id, nets)
        listed = (await self.listed(bob, his)).topics
        self.assertEqual([topic.title for topic in listed], ["Nets", "Ships", "General"])
        self.assertEqual([topic.closed for topic in listed], [False, True, False])
        with self.assertRaisesRegex(errors.BadRequestError, "TOPIC_CLOSED"):
            await within(bob.send_message(his, "But I", reply_to=boats))
        with self.assertRaises(errors.ChatAdminRequiredError):
            await within(bob(functions.messages.EditForumTopicRequest(his, boats, title="Mine")))
        gone = Inbox(bob, events.MessageDeleted())
        await within(ann(functions.messages.DeleteTopicHistoryRequest(hers, nets)))
        self.assertIn(nets, (await gone.next()).deleted_ids)
        with self.assertRaises(errors.TopicDeletedError):
            await within(bob.send_message(his, "Nets?", reply_to=nets))

    async def test_a_supergroup_becomes_a_forum_and_back(self) -> None:
        ann = await self.telethon_of(ANN)
        crew = (await within(ann(functions.channels.CreateChannelRequest("Crew", "", megagroup=True)))).chats[0]
        with self.assertRaises(errors.ChannelForumMissingError):
            await self.listed(ann, crew)
        said = await within(ann.send_message(crew, "From before"))
        for enabled in (True, False):
            toggled = await within(ann(functions.channels.ToggleForumRequest(crew, enabled, False)))
            self.assertEqual(toggled.chats[0].forum, enabled)
            if enabled:
                general = await within(ann.get_messages(crew, reply_to=1, limit=1))
                self.assertEqual(general[0].id, said.id)

    async def test_our_daemon_lists_the_topics_that_telethon_creates(self) -> None:
        ann, _, hers, _ = await self.harbour()
        boats = await self.begin(ann, hers, "Boats")
        ours = await self.daemon_of(BOB)
        harbour = next(chat for chat in (await ours("chats.list"))["items"] if chat["title"] == "Harbour")
        listed = await ours("groups.topics", chat_id=harbour["ref"])
        self.assertEqual([topic["title"] for topic in listed["items"]], ["Boats", "General"])
        await ours("messages.send", chat_id=harbour["ref"], text="Ahoy", topic_id=boats)
        thread = await within(ann.get_messages(hers, reply_to=boats, limit=1))
        self.assertEqual(thread[0].raw_text, "Ahoy")
