"""Forums and their topics in Kurigram."""

from pyrogram import raw
from stage import ANN, BOB, Fact, listed, within


class Topics(Fact):
    async def test_a_topic_is_created_written_in_renamed_and_closed(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        forum = await within(ann.create_supergroup("Harbour"))
        self.assertTrue(await within(ann.toggle_forum_topics(forum.id, True)))
        await within(ann.add_chat_members(forum.id, "bob_baker"))
        boats = (await within(ann.create_forum_topic(forum.id, "Boats"))).id
        nets = (await within(ann.create_forum_topic(forum.id, "Nets"))).id
        sent = await within(ann.send_message(forum.id, "Which boat?", message_thread_id=boats))
        while (came := await bob.messages.next()).text != "Which boat?":
            pass
        self.assertEqual((came.id, came.message_thread_id), (sent.id, boats))
        made = {topic.id: topic for topic in await listed(bob.get_forum_topics(forum.id))}
        self.assertEqual((made[boats].title, made[boats].top_message.id), ("Boats", sent.id))
        await within(ann.edit_forum_topic(forum.id, boats, title="Ships"))
        await within(ann.close_forum_topic(forum.id, nets))
        topics = {topic.id: topic for topic in await listed(bob.get_forum_topics(forum.id))}
        self.assertEqual([topics[boats].title, topics[nets].title], ["Ships", "Nets"])
        self.assertEqual([topics[boats].is_closed, topics[nets].is_closed], [False, True])

    async def test_a_pinned_topic_is_first_and_a_deleted_one_is_gone(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        forum = await within(ann.create_supergroup("Harbour"))
        await within(ann.toggle_forum_topics(forum.id, True))
        await within(ann.add_chat_members(forum.id, "bob_baker"))
        boats = (await within(ann.create_forum_topic(forum.id, "Boats"))).id
        await within(ann.create_forum_topic(forum.id, "Nets"))
        # Its pin_forum_topic calls a function that its layer no longer has.
        peer = await ann.resolve_peer(forum.id)
        pin = raw.functions.messages.UpdatePinnedForumTopic(peer=peer, topic_id=boats, pinned=True)
        await within(ann.invoke(pin))
        pinned = await bob.raw.of(raw.types.UpdatePinnedForumTopic)
        self.assertEqual(pinned.topic_id, boats)
        titles = [topic.title for topic in await listed(ann.get_forum_topics(forum.id))]
        self.assertEqual(titles, ["Boats", "Nets", "General"])
        await within(ann.delete_forum_topic(forum.id, boats))
        titles = [topic.title for topic in await listed(ann.get_forum_topics(forum.id))]
        self.assertEqual(titles, ["Nets", "General"])
