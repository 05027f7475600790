"""Profile pictures, passwords, strangers, and entities of texts in Telethon."""

import io
import struct
import zlib

from stage import ANN, BOB, LOUNGE, Fact, Inbox, code_of, within
from telethon import errors, functions, types


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x20\x60\xa0" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class Portraits(Fact):
    async def test_a_profile_picture_is_shown_to_others_and_removed(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        file = await within(ann.upload_file(png(320, 240), file_name="me.png"))
        await within(ann(functions.photos.UploadProfilePhotoRequest(file=file)))
        photos = await within(bob.get_profile_photos("ann_archer"))
        self.assertEqual(photos.total, 1)
        shown = io.BytesIO()
        await within(bob.download_profile_photo("ann_archer", shown))
        self.assertEqual(shown.getvalue(), png(320, 240))
        own = await within(ann.get_profile_photos("me"))
        await within(ann(functions.photos.DeletePhotosRequest(own)))
        self.assertEqual((await within(bob.get_profile_photos("ann_archer"))).total, 0)


class Passwords(Fact):
    async def test_a_password_with_a_recovery_mail_is_set_and_a_forgotten_one_recovered(self) -> None:
        ann = await self.telethon_of(ANN)

        async def from_the_mail(length: int) -> str:
            code = (await self.sandbox("lastCode", phone=ANN))["email_code"]
            self.assertEqual(len(code), length)
            return code

        setting = ann.edit_2fa(
            new_password="rowing", email="ann@example.org", email_code_callback=from_the_mail
        )
        self.assertTrue(await within(setting))

        other = await self.telethon()
        await within(other.send_code_request(ANN))
        with self.assertRaises(errors.SessionPasswordNeededError):
            await within(other.sign_in(ANN, code_of(ANN)))
        asked = await within(other(functions.auth.RequestPasswordRecoveryRequest()))
        self.assertEqual(asked.email_pattern, "a***@example.org")
        with self.assertRaises(errors.CodeInvalidError):
            await within(other(functions.auth.RecoverPasswordRequest("000")))
        await within(other(functions.auth.RecoverPasswordRequest(await from_the_mail(6))))
        self.assertEqual((await within(other.get_me())).username, "ann_archer")
        self.assertFalse((await within(ann(functions.account.GetPasswordRequest()))).has_password)


class Strangers(Fact):
    async def test_a_stranger_in_a_group_is_messaged_in_private_through_their_message(self) -> None:
        dora = (await self.sandbox("addUser", phone="+9996620004", first_name="Dora"))["user_id"]
        await self.sandbox(
            "addGroup", kind="supergroup", title="Harbour", username="harbour_talk", owner_id=dora
        )
        ann = await self.telethon_of(ANN)
        await within(ann(functions.channels.JoinChannelRequest("harbour_talk")))
        inbox = Inbox(ann)
        await self.sandbox("say", sender_id=dora, chat_id="@harbour_talk", text="High tide at six.")
        came = await inbox.next()
        self.assertTrue(came.sender.min)
        by_message = types.InputPeerUserFromMessage(await came.get_input_chat(), came.id, dora)
        sent = await within(ann.send_message(by_message, "Thank you, Dora"))
        self.assertEqual(sent.raw_text, "Thank you, Dora")
        self.assertFalse((await within(came.get_sender())).min)


class Texts(Fact):
    async def test_entities_are_found_in_unmarked_text(self) -> None:
        ann = await self.telethon_of(ANN)
        text = "🙂 @bob_baker sells https://example.org/boat #boat"
        await within(ann.send_message("bob_baker", text, parse_mode=None))
        read = (await within(ann.get_messages("bob_baker", limit=1)))[0]
        found = [(type(entity).__name__, text) for entity, text in read.get_entities_text()]
        self.assertEqual(
            found,
            [
                ("MessageEntityMention", "@bob_baker"),
                ("MessageEntityUrl", "https://example.org/boat"),
                ("MessageEntityHashtag", "#boat"),
            ],
        )
        hits = await within(ann.get_messages("bob_baker", search="#boat"))
        self.assertEqual([hit.id for hit in hits], [read.id])


class Views(Fact):
    async def test_a_post_counts_each_viewer_once(self) -> None:
        ann = await self.telethon_of(ANN)
        post = (await within(ann.get_messages("sandbox_news", limit=1)))[0]
        for _ in range(2):
            request = functions.messages.GetMessagesViewsRequest("sandbox_news", [post.id], increment=True)
            seen = await within(ann(request))
            self.assertEqual(seen.views[0].views, post.views + 1)

    async def test_members_of_a_public_group_may_not_pin(self) -> None:
        ann = await self.telethon_of(ANN)
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        sent = await within(ann.send_message(LOUNGE, "Pin me"))
        with self.assertRaises(errors.ChatAdminRequiredError):
            await within(sent.pin())
