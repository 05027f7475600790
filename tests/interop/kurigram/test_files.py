"""Files that Kurigram uploads are downloaded unchanged."""

import io
import os
import struct
import zlib
from pathlib import Path
from typing import List, Tuple

from pyrogram import enums, types
from stage import ANN, BOB, CAROL, Fact, listed, within

#: More than one part, and not a whole number of parts.
BYTES = bytes(os.urandom(1 << 20)) + b"end"


def named(data: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def png(width: int, height: int, grey: int) -> bytes:
    """A picture of one colour: https://www.w3.org/TR/png-3/#5DataRep"""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([grey]) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Documents(Fact):
    async def test_a_document_of_a_megabyte_is_downloaded_unchanged(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        progress: List[Tuple[int, int]] = []
        sent = await within(
            ann.send_document(
                "bob_baker",
                named(BYTES, "map.bin"),
                caption="**The** map",
                progress=lambda done, total: progress.append((done, total)),
            )
        )
        self.assertEqual((sent.document.file_name, sent.document.file_size), ("map.bin", len(BYTES)))
        self.assertEqual(progress[-1], (len(BYTES), len(BYTES)))
        came = await bob.messages.next()
        self.assertEqual((came.caption, came.caption_entities[0].length), ("The map", 3))
        read = await within(bob.download_media(came, in_memory=True))
        self.assertEqual(bytes(read.getbuffer()), BYTES)

    async def test_a_file_on_disk_is_downloaded_to_another(self) -> None:
        ann = await self.kurigram_of(ANN)
        here, there = Path(self.folder, "here.txt"), Path(self.folder, "there.txt")
        here.write_bytes(BYTES[:4096])
        sent = await within(ann.send_document("me", str(here)))
        self.assertEqual(await within(sent.download(file_name=str(there))), str(there))
        self.assertEqual(there.read_bytes(), here.read_bytes())

    async def test_a_file_is_streamed_from_its_middle(self) -> None:
        ann = await self.kurigram_of(ANN)
        data = bytes(os.urandom(1 << 20)) * 3
        sent = await within(ann.send_document("me", named(data, "long.bin")))
        chunks = await listed(ann.stream_media(sent, limit=1, offset=1))
        self.assertEqual(b"".join(chunks), data[1 << 20 : 2 << 20])

    async def test_a_file_is_sent_again_by_its_id(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        sent = await within(ann.send_document("me", named(BYTES[:2048], "once.bin")))
        await within(ann.send_document("bob_baker", sent.document.file_id))
        came = await bob.messages.next()
        self.assertEqual(came.document.file_unique_id, sent.document.file_unique_id)
        read = await within(bob.download_media(came, in_memory=True))
        self.assertEqual(bytes(read.getbuffer()), BYTES[:2048])

    async def test_a_file_on_another_dc_is_fetched_there(self) -> None:
        carol, ann = await self.kurigram_of(CAROL), await self.kurigram_of(ANN)
        await within(carol.send_document("ann_archer", named(BYTES, "from dc 1.bin")))
        came = await ann.messages.next()
        read = await within(ann.download_media(came, in_memory=True))
        self.assertEqual(bytes(read.getbuffer()), BYTES)


class Photos(Fact):
    async def test_a_photo_has_its_sizes_and_is_downloaded_unchanged(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        picture = png(640, 480, 90)
        await within(ann.send_photo("bob_baker", named(picture, "sea.png"), caption="The sea"))
        came = await bob.messages.next()
        self.assertEqual((came.caption, came.photo.width, came.photo.height), ("The sea", 640, 480))
        read = await within(bob.download_media(came, in_memory=True))
        self.assertEqual(bytes(read.getbuffer()), picture)

    async def test_an_album_arrives_as_a_group(self) -> None:
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        pictures = [types.InputMediaPhoto(named(png(320, 240, grey), f"{grey}.png")) for grey in (10, 20, 30)]
        pictures[0].caption = "Three"
        sent = await within(ann.send_media_group("bob_baker", pictures))
        self.assertEqual(len({message.media_group_id for message in sent}), 1)
        came = [await bob.messages.next() for _ in range(3)]
        self.assertEqual([message.caption for message in came], ["Three", None, None])
        self.assertEqual(len({message.media_group_id for message in came}), 1)
        whole = await within(bob.get_media_group("ann_archer", came[1].id))
        self.assertEqual([message.id for message in whole], [message.id for message in came])

    async def test_the_photos_of_a_chat_are_found(self) -> None:
        ann = await self.kurigram_of(ANN)
        found = await listed(ann.search_messages("sandbox_news", filter=enums.MessagesFilter.PHOTO))
        self.assertEqual([message.caption for message in found], ["The harbour this morning."])
