"""Telethon and our daemon write to each other in private."""

from stage import ANN, BOB, Fact, Inbox, Ours, dated, within
from telethon import TelegramClient, errors, events, functions, types
from telethon.extensions import html

#: Text whose offsets differ in bytes, characters and UTF-16 units, in every style that both sides know.
STYLED = (
    "🙂 <b>bold</b> é <i>italic</i> <u>under</u> <s>struck</s> <code>code</code> "
    '<a href="https://example.org/">link</a> <tg-spoiler>spoiler</tg-spoiler>\n'
    "<pre>block</pre>\n<blockquote>quote</blockquote>"
)
STYLES = ["bold", "italic", "underline", "strikethrough", "code", "text_link", "spoiler", "pre", "blockquote"]


def kinds(message: dict) -> list:
    return [(entity["kind"], entity["offset"], entity["length"]) for entity in message.get("entities", [])]


def telethons_kinds(message: types.Message) -> list:
    names = {
        types.MessageEntityBold: "bold",
        types.MessageEntityItalic: "italic",
        types.MessageEntityUnderline: "underline",
        types.MessageEntityStrike: "strikethrough",
        types.MessageEntityCode: "code",
        types.MessageEntityTextUrl: "text_link",
        types.MessageEntitySpoiler: "spoiler",
        types.MessageEntityPre: "pre",
        types.MessageEntityBlockquote: "blockquote",
    }
    return [(names[type(entity)], entity.offset, entity.length) for entity in message.entities or []]


class Both(Fact):
    """Ann with Telethon, Bob with our daemon."""

    async def both(self) -> "tuple[TelegramClient, Ours]":
        return await self.telethon_of(ANN), await self.daemon_of(BOB)


class Sending(Both):
    async def test_our_daemon_reads_what_telethon_sends(self) -> None:
        ann, bob = await self.both()
        sent = await within(ann.send_message("bob_baker", "Is the boat for sale?"))
        read = (await bob("messages.history", chat_id="@ann_archer"))["items"][0]
        self.assertEqual(read["text"], "Is the boat for sale?")
        self.assertEqual(read["sender"]["id"], (await within(ann.get_me())).id)
        self.assertEqual((read["sender"]["title"], read["chat"]["username"]), ("Ann Archer", "ann_archer"))
        self.assertEqual(dated(read["date"]), sent.date)
        self.assertFalse(read["is_outgoing"])
        self.assertTrue(sent.out)

    async def test_our_daemons_messages_are_pushed_to_telethon(self) -> None:
        ann, bob = await self.both()
        inbox = Inbox(ann)
        sent = await bob("messages.send", chat_id="@ann_archer", text="It is not.")
        came = await inbox.next()
        self.assertEqual((came.raw_text, came.out, came.is_private), ("It is not.", False, True))
        self.assertEqual(came.date, dated(sent["date"]))
        self.assertEqual(came.sender_id, (await bob("account.me"))["id"])
        self.assertEqual((await within(came.get_sender())).username, "bob_baker")
        # In private chats, each side has its own ids.
        self.assertEqual((await within(ann.get_messages("bob_baker")))[0].id, came.id)
        self.assertEqual((await self.ours_of_ann())["message_id"], came.id)

    async def ours_of_ann(self) -> dict:
        ann = await self.daemon_of(ANN)
        return (await ann("messages.history", chat_id="@bob_baker"))["items"][0]

    async def test_an_account_sees_the_same_ids_in_both(self) -> None:
        ann = await self.telethon_of(ANN)
        sent = await within(ann.send_message("bob_baker", "Just looking."))
        read = await self.ours_of_ann()
        self.assertEqual(
            (read["message_id"], read["text"], read["is_outgoing"]), (sent.id, "Just looking.", True)
        )

    async def test_saved_messages_are_seen_in_both(self) -> None:
        ann = await self.telethon_of(ANN)
        ours = await self.daemon_of(ANN)
        sent = await within(ann.send_message("me", "a note"))
        noted = await ours("messages.send", chat_id="me", text="another note")
        read = (await ours("messages.history", chat_id="me"))["items"]
        self.assertEqual(
            [(m["message_id"], m["text"]) for m in read],
            [(noted["message_id"], "another note"), (sent.id, "a note")],
        )
        self.assertEqual(
            [m.raw_text for m in await within(ann.get_messages("me", limit=2))], ["another note", "a note"]
        )

    async def test_the_same_random_id_sends_once(self) -> None:
        ann, bob = await self.both()
        to = await within(ann.get_input_entity("bob_baker"))
        request = functions.messages.SendMessageRequest(to, "once", random_id=4711)
        first, second = await within(ann(request)), await within(ann(request))
        self.assertEqual((first.id, first.pts_count), (second.id, 1))
        self.assertEqual(second.pts_count, 0)
        read = (await bob("messages.history", chat_id="@ann_archer"))["items"]
        self.assertEqual([m["text"] for m in read].count("once"), 1)

    async def test_errors_have_telegrams_names(self) -> None:
        ann = await self.telethon_of(ANN)
        with self.assertRaises(errors.MessageTooLongError):
            await within(ann.send_message("bob_baker", "x" * 4097))
        with self.assertRaises(errors.MessageEmptyError):
            await within(ann(functions.messages.SendMessageRequest("bob_baker", " ")))
        with self.assertRaises(errors.PeerIdInvalidError):
            await within(ann.send_message(types.InputPeerUser(1517539059, 42), "a guessed hash"))


class Styles(Both):
    async def test_our_markdown_is_bold_in_telethon(self) -> None:
        ann, bob = await self.both()
        ann.parse_mode = "html"
        inbox = Inbox(ann)
        await bob("messages.send", chat_id="@ann_archer", text="*Very* dear", format="markdown")
        came = await inbox.next()
        self.assertEqual((came.raw_text, came.text), ("Very dear", "<strong>Very</strong> dear"))

    async def test_every_entity_of_ours_reaches_telethon_with_its_offsets(self) -> None:
        ann, bob = await self.both()
        inbox = Inbox(ann)
        sent = await bob("messages.send", chat_id="@ann_archer", text=STYLED, format="html")
        self.assertEqual([kind for kind, _, _ in kinds(sent)], STYLES)
        came = (await inbox.next()).message
        self.assertEqual(came.raw_text, html.parse(STYLED)[0])
        self.assertEqual(telethons_kinds(came), kinds(sent))
        self.assertEqual(came.entities[5].url, "https://example.org/")

    async def test_every_entity_of_telethons_reaches_us_with_its_offsets(self) -> None:
        ann, bob = await self.both()
        # Telethon's own HTML lacks spoilers.
        text, entities = html.parse(STYLED)
        at = text.index("spoiler") + 1
        entities.insert(6, types.MessageEntitySpoiler(at, len("spoiler")))
        sent = await within(ann.send_message("bob_baker", text, formatting_entities=entities))
        read = (await bob("messages.history", chat_id="@ann_archer"))["items"][0]
        self.assertEqual(read["text"], sent.raw_text)
        self.assertEqual([kind for kind, _, _ in kinds(read)], STYLES)
        self.assertEqual(kinds(read), telethons_kinds(sent))
        self.assertEqual(read["entities"][5]["url"], "https://example.org/")


class Replies(Both):
    async def test_telethon_replies_to_our_message(self) -> None:
        ann, bob = await self.both()
        inbox = Inbox(ann)
        asked = await bob("messages.send", chat_id="@ann_archer", text="Sunday?")
        await within((await inbox.next()).reply("Sunday."))
        answer = (await bob("messages.history", chat_id="@ann_archer"))["items"][0]
        self.assertEqual((answer["text"], answer["reply_to"]["message_id"]), ("Sunday.", asked["message_id"]))

    async def test_we_reply_to_telethons_message(self) -> None:
        ann, bob = await self.both()
        inbox = Inbox(ann)
        asked = await within(ann.send_message("bob_baker", "At ten?"))
        read = (await bob("messages.history", chat_id="@ann_archer"))["items"][0]
        await bob(
            "messages.send", chat_id="@ann_archer", text="At ten.", reply_to_message_id=read["message_id"]
        )
        came = await inbox.next()
        self.assertEqual((came.raw_text, came.reply_to_msg_id), ("At ten.", asked.id))
        self.assertEqual((await within(came.get_reply_message())).raw_text, "At ten?")


class Reading(Both):
    async def test_telethon_iterates_over_hundreds_of_messages_each_once_and_in_order(self) -> None:
        ann, bob = await self.both()
        said = await self.sandbox("say", sender_id="@ann_archer", chat_id="@bob_baker", text="row", count=350)
        ids = said["message_ids"]
        read = [m.id for m in await within(ann.get_messages("bob_baker", limit=350))]
        self.assertEqual(read, ids[::-1])
        forward = [m.id async for m in ann.iter_messages("bob_baker", reverse=True, min_id=ids[0] - 1)]
        self.assertEqual(forward, ids)
        between = [m.id async for m in ann.iter_messages("bob_baker", min_id=ids[99], max_id=ids[300])]
        self.assertEqual(between, ids[100:300][::-1])
        after = [m.id async for m in ann.iter_messages("bob_baker", offset_id=ids[10], limit=5)]
        self.assertEqual(after, ids[5:10][::-1])
        everything = await within(ann.get_messages("bob_baker", limit=None))
        self.assertEqual(everything.total, len(everything))

    async def test_our_daemon_pages_through_the_same_messages_as_telethon(self) -> None:
        ann, ours = await self.telethon_of(ANN), await self.daemon_of(ANN)
        await self.sandbox("say", sender_id="@bob_baker", chat_id="@ann_archer", text="row", count=230)
        telethons = [(m.id, m.raw_text, m.date) async for m in ann.iter_messages("bob_baker")]
        items: list = []
        page = await ours("messages.history", chat_id="@bob_baker", limit=100)
        items += page["items"]
        while "next_cursor" in page:
            page = await ours("messages.history", chat_id="@bob_baker", limit=100, cursor=page["next_cursor"])
            items += page["items"]
        self.assertEqual([(m["message_id"], m["text"], dated(m["date"])) for m in items], telethons)
        self.assertEqual(len({m["message_id"] for m in items}), len(items))
        self.assertGreater(len(items), 230)

    async def test_messages_are_returned_by_id_and_none_for_missing_ones(self) -> None:
        ann = await self.telethon_of(ANN)
        sent = await within(ann.send_message("bob_baker", "find me"))
        found, missing = await within(ann.get_messages("bob_baker", ids=[sent.id, 99999]))
        self.assertEqual(found.raw_text, "find me")
        self.assertIsNone(missing)

    async def test_photos_and_files_have_their_kinds(self) -> None:
        ann = await self.telethon_of(ANN)
        paper = next(m for m in await within(ann.get_messages("bob_baker", limit=10)) if m.document)
        self.assertEqual((paper.file.name, paper.file.mime_type), ("boat.pdf", "application/pdf"))
        picture = next(m for m in await within(ann.get_messages("sandbox_news", limit=10)) if m.photo)
        self.assertEqual((picture.file.width, picture.file.height), (1280, 853))


class ReadMarks(Both):
    async def test_messages_that_telethon_reads_are_shown_as_read_to_the_sender(self) -> None:
        ann, bob = await self.both()
        bobs = await self.telethon_of(BOB)
        inbox = Inbox(ann)
        sent = await bob("messages.send", chat_id="@ann_archer", text="Read this")
        came = await inbox.next()
        before = await self.dialog(bobs, "ann_archer")
        self.assertLess(before.dialog.read_outbox_max_id, sent["message_id"])

        seen = Inbox(bobs, events.MessageRead())
        self.assertTrue(await within(ann.send_read_acknowledge("bob_baker", came.message)))
        self.assertEqual((await seen.next()).max_id, sent["message_id"])
        after = await self.dialog(bobs, "ann_archer")
        self.assertEqual(after.dialog.read_outbox_max_id, sent["message_id"])

    async def test_what_telethon_reads_is_no_longer_unread_for_our_daemon(self) -> None:
        ann, ours = await self.telethon_of(ANN), await self.daemon_of(ANN)
        await self.sandbox("say", sender_id="@bob_baker", chat_id="@ann_archer", text="row", count=3)
        self.assertGreaterEqual(await self.unread(ours, "bob_baker"), 3)
        await within(ann.send_read_acknowledge("bob_baker"))
        self.assertEqual(await self.unread(ours, "bob_baker"), 0)
        self.assertEqual((await self.dialog(ann, "bob_baker")).unread_count, 0)

    async def dialog(self, client: TelegramClient, username: str):
        dialogs = await within(client.get_dialogs())
        return next(dialog for dialog in dialogs if dialog.is_user and dialog.entity.username == username)

    async def unread(self, ours: Ours, username: str) -> int:
        chats = (await ours("chats.list"))["items"]
        return next(chat["unread_count"] for chat in chats if chat.get("username") == username)
