"""Telethon uploads, sends and downloads files."""

import hashlib
import io
import random
import struct
import zlib
from pathlib import Path

from stage import ANN, BOB, Fact, within
from telethon import TelegramClient, errors, functions, types, utils

MEGABYTE = 1 << 20
NEWS = "sandbox_news"


def noise(size: int) -> bytes:
    """Bytes without repetition, the same in each run."""
    return random.Random(size).randbytes(size)


def named(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def png(width: int, height: int, grey: int) -> bytes:
    """A valid image that compresses badly, so that it has some size."""
    rows = b"".join(b"\0" + random.Random(grey + y).randbytes(width) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def measures(image: bytes) -> tuple:
    return struct.unpack(">II", image[16:24])


class Files(Fact):
    async def newest(self, client: TelegramClient, chat: str) -> types.Message:
        return (await within(client.get_messages(chat)))[0]

    def peak(self) -> int:
        """The sandbox's peak memory in bytes."""
        status = Path(f"/proc/{self.process_id}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024

    async def test_a_megabyte_is_uploaded_and_downloaded_unchanged_by_the_other_side(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        original = noise(MEGABYTE + 1)
        sent = await within(ann.send_file("bob_baker", named("log.bin", original), caption="The *log*"))
        came = await self.newest(bob, "ann_archer")
        self.assertEqual((came.file.name, came.file.size, came.raw_text), ("log.bin", len(original), "The *log*"))
        self.assertEqual(await within(bob.download_media(came, bytes)), original)
        self.assertEqual(await within(ann.download_media(sent, bytes)), original)

    async def test_fifty_megabytes_are_transferred_and_stored_once(self) -> None:
        ann = await self.telethon_of(ANN)
        before = self.peak()
        original = noise(50 * MEGABYTE)
        sent = await ann.send_file("me", named("film.bin", original))
        self.assertEqual(sent.file.size, len(original))
        digest = hashlib.sha256()
        async for piece in ann.iter_download(sent, request_size=MEGABYTE):
            digest.update(piece)
        self.assertEqual(digest.digest(), hashlib.sha256(original).digest())
        self.assertLess(self.peak() - before, 100 * MEGABYTE)

    async def test_a_range_is_exact(self) -> None:
        ann = await self.telethon_of(ANN)
        original = noise(700_001)
        sent = await within(ann.send_file("me", named("a.bin", original)))
        for offset, size, limit in [(0, 4096, 2), (300_000, 65536, 3), (12_345, 4096, 1), (655_360, 131072, 9)]:
            pieces = ann.iter_download(sent, offset=offset, request_size=size, chunk_size=size, limit=limit)
            got = b"".join([bytes(piece) async for piece in pieces])
            self.assertEqual(got, original[offset : offset + size * limit], offset)

    async def test_a_photo_has_its_dimensions_and_a_thumbnail(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        image = png(640, 400, 7)
        await within(ann.send_file("bob_baker", named("boat.png", image), caption="Mine"))
        came = await self.newest(bob, "ann_archer")
        self.assertIsInstance(came.photo, types.Photo)
        self.assertEqual((came.file.width, came.file.height, came.raw_text), (640, 400, "Mine"))
        self.assertEqual(await within(bob.download_media(came, bytes)), image)
        small = await within(bob.download_media(came, bytes, thumb=0))
        self.assertEqual(measures(small), (320, 200))
        self.assertLess(len(small), len(image))

    async def test_an_album_is_grouped(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        images = [png(400 + at, 300, at) for at in range(3)]
        files = [named(f"{at}.png", image) for at, image in enumerate(images)]
        sent = await within(ann.send_file("bob_baker", files, caption=["One", "Two", "Three"]))
        self.assertEqual([message.raw_text for message in sent], ["One", "Two", "Three"])
        came = list(reversed(await within(bob.get_messages("ann_archer", limit=3))))
        self.assertEqual([message.raw_text for message in came], ["One", "Two", "Three"])
        self.assertEqual(len({message.grouped_id for message in came}), 1)
        self.assertIsNotNone(came[0].grouped_id)
        for message, image in zip(came, images):
            self.assertEqual(await within(bob.download_media(message, bytes)), image)

    async def test_an_image_can_be_a_document(self) -> None:
        ann = await self.telethon_of(ANN)
        image = png(40, 30, 1)
        sent = await within(ann.send_file("me", named("scan.png", image), force_document=True))
        self.assertIsNone(sent.photo)
        self.assertEqual((sent.file.name, sent.file.mime_type), ("scan.png", "image/png"))
        self.assertEqual(await within(ann.download_media(sent, bytes)), image)

    async def test_a_voice_note_is_recognized(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        waveform = utils.encode_waveform(bytes(range(32)) * 3)
        attributes = [types.DocumentAttributeAudio(duration=7, voice=True, waveform=waveform)]
        await within(
            ann.send_file("bob_baker", named("a.ogg", noise(3000)), voice_note=True, attributes=attributes)
        )
        came = await self.newest(bob, "ann_archer")
        self.assertIsNotNone(came.voice)
        self.assertIsNone(came.audio)
        self.assertEqual((came.file.duration, came.media.voice), (7, True))
        audio = next(a for a in came.document.attributes if isinstance(a, types.DocumentAttributeAudio))
        self.assertEqual(audio.waveform, waveform)

    async def test_a_video_is_recognized(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        video = types.DocumentAttributeVideo(duration=2.5, w=320, h=240, supports_streaming=True)
        await within(ann.send_file("bob_baker", named("a.mp4", noise(3000)), attributes=[video]))
        came = await self.newest(bob, "ann_archer")
        self.assertIsNotNone(came.video)
        self.assertEqual((came.file.width, came.file.height, came.file.duration), (320, 240, 2.5))

    async def test_a_document_has_its_thumbnail(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        thumb = png(90, 60, 3)
        await within(ann.send_file("bob_baker", named("plan.pdf", noise(5000)), thumb=named("t.png", thumb)))
        came = await self.newest(bob, "ann_archer")
        [size] = came.document.thumbs
        self.assertEqual((size.w, size.h), (90, 60))
        self.assertEqual(await within(bob.download_media(came, bytes, thumb=-1)), thumb)
        self.assertEqual(await within(bob.download_media(came, bytes)), noise(5000))

    async def test_a_file_is_sent_again_without_an_upload(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        await within(ann.send_file("bob_baker", named("a.bin", noise(2000))))
        came = await self.newest(bob, "ann_archer")
        again = await within(bob.send_file("me", came.media))
        self.assertEqual(again.document.id, came.document.id)
        self.assertEqual((await self.sandbox("stats"))["calls"]["upload.saveFilePart"], 1)
        self.assertEqual(await within(bob.download_media(again, bytes)), noise(2000))

    async def test_a_photo_on_another_dc_is_fetched_there(self) -> None:
        ann = await self.telethon_of(ANN)
        photo = next(message for message in await within(ann.get_messages(NEWS, limit=9)) if message.photo)
        self.assertEqual(photo.photo.dc_id, 1)
        image = await within(ann.download_media(photo, bytes))
        self.assertEqual((measures(image), len(image)), ((1280, 853), photo.file.size))
        calls = (await self.sandbox("stats"))["calls"]
        self.assertEqual((calls["auth.exportAuthorization"], calls["auth.importAuthorization"]), (1, 1))

    async def test_the_document_of_a_new_world_is_a_file(self) -> None:
        ann = await self.telethon_of(ANN)
        message = next(m for m in await within(ann.get_messages("bob_baker")) if m.document)
        papers = await within(ann.download_media(message, bytes))
        self.assertEqual((message.file.name, message.file.size), ("boat.pdf", len(papers)))
        self.assertTrue(papers.startswith(b"%PDF-") and papers.endswith(b"%%EOF\n"))

    async def test_an_expired_file_reference_is_renewed_from_the_message(self) -> None:
        ann = await self.telethon_of(ANN)
        message = next(m for m in await within(ann.get_messages("bob_baker")) if m.document)
        where = types.InputDocumentFileLocation(
            message.document.id, message.document.access_hash, message.document.file_reference, ""
        )
        await self.sandbox("fault", kind="file_reference_expired")
        ask = functions.upload.GetFileRequest(where, 0, 4096)
        for _ in range(2):
            with self.assertRaises(errors.FileReferenceExpiredError):
                await within(ann(ask))
        # Telethon fetches the message again automatically.
        self.assertTrue((await within(ann.download_media(message, bytes))).startswith(b"%PDF-"))

    async def test_a_reference_expires_with_time(self) -> None:
        ann = await self.telethon_of(ANN)
        message = next(m for m in await within(ann.get_messages("bob_baker")) if m.document)
        await self.sandbox("advance", duration=2 * 24 * 3600)
        location = utils.get_input_location(message.document)[1]
        with self.assertRaises(errors.FileReferenceExpiredError):
            await within(ann(functions.upload.GetFileRequest(location, 0, 4096)))

    async def test_a_dice_has_the_same_value_for_both(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        sent = await within(ann.send_file("bob_baker", types.InputMediaDice("🎲")))
        came = await self.newest(bob, "ann_archer")
        self.assertIn(came.dice.value, range(1, 7))
        self.assertEqual((sent.dice.value, came.dice.emoticon), (came.dice.value, "🎲"))

    async def test_a_place_and_a_contact_arrive(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        place = types.InputMediaGeoPoint(types.InputGeoPoint(lat=54.5, long=9.25))
        await within(ann.send_file("bob_baker", place))
        came = await self.newest(bob, "ann_archer")
        self.assertEqual((came.geo.lat, came.geo.long), (54.5, 9.25))
        await within(ann.send_file("bob_baker", types.InputMediaContact("+9996610003", "Carol", "Clark", "")))
        came = await self.newest(bob, "ann_archer")
        self.assertEqual((came.contact.first_name, came.contact.phone_number), ("Carol", "+9996610003"))
