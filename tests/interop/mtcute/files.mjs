// Files that mtcute uploads are downloaded unchanged.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

import { ANN, BOB, CAROL } from '../sandbox.js';
import { InputMedia } from './stage.mjs';

/// More than one part, and not a whole number of parts.
const BYTES = Buffer.concat([crypto.randomBytes(1 << 20), Buffer.from('end')]);

/// A picture of one colour: https://www.w3.org/TR/png-3/#5DataRep
function png(width, height, grey) {
    const chunk = (kind, data) => {
        const body = Buffer.concat([Buffer.from(kind), data]);
        const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
        length.writeUInt32BE(data.length);
        sum.writeUInt32BE(crc32(body));
        return Buffer.concat([length, body, sum]);
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header[8] = 8;
    const row = Buffer.alloc(width + 1, grey);
    row[0] = 0;
    const rows = zlib.deflateSync(Buffer.concat(Array(height).fill(row)));
    const signature = Buffer.from('89504e470d0a1a0a', 'hex');
    return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

/// Node has it only since version 22.
function crc32(bytes) {
    let sum = ~0;
    for (const byte of bytes) {
        sum ^= byte;
        for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum >>> 0;
}

const equal = (one, other) => assert.ok(Buffer.from(one).equals(other), 'the same bytes');

export default {
    async 'a document of a megabyte is downloaded unchanged'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const reports = [];
        const sent = await ann.sendMedia(
            'bob_baker',
            InputMedia.document(BYTES, { fileName: 'map.bin', caption: 'The map' }),
            { progressCallback: (done, total) => reports.push([done, total]) },
        );
        assert.deepEqual([sent.media.fileName, sent.media.fileSize], ['map.bin', BYTES.length]);
        assert.deepEqual(reports.at(-1), [BYTES.length, BYTES.length]);
        const came = await bob.messages.next();
        assert.equal(came.text, 'The map');
        equal(await bob.downloadAsBuffer(came.media), BYTES);
    },

    async 'a file on disk is uploaded with its name'(stage) {
        const ann = await stage.signedIn(ANN);
        const here = path.join(stage.sandbox.folder, 'here.txt');
        fs.writeFileSync(here, BYTES.subarray(0, 4096));
        const sent = await ann.sendMedia('me', InputMedia.document(`file:${here}`));
        assert.equal(sent.media.fileName, 'here.txt');
        equal(await ann.downloadAsBuffer(sent.media), fs.readFileSync(here));
    },

    async 'a document is downloaded to disk'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        await ann.sendMedia('bob_baker', InputMedia.document(BYTES, { fileName: 'map.bin' }));
        const { media } = await bob.messages.next();
        const there = path.join(stage.sandbox.folder, 'there.bin');
        // Its downloadToFile returns before the file is written.
        await pipeline(bob.downloadAsNodeStream(media), fs.createWriteStream(there));
        equal(fs.readFileSync(there), BYTES);
    },

    async 'a part of a document is downloaded by itself'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        await ann.sendMedia('bob_baker', InputMedia.document(BYTES, { fileName: 'map.bin' }));
        const { media } = await bob.messages.next();
        // Not multiples of a kilobyte. mtcute requests those around them, which Telegram allows within a megabyte, and
        // cuts off the rest.
        const part = (offset, limit) => bob.downloadChunk({ location: media, offset, limit });
        equal(await part(5 * 1024 + 100, 2000), BYTES.subarray(5 * 1024 + 100, 5 * 1024 + 2100));
        equal(await part(1020 * 1024, 4096), BYTES.subarray(1020 * 1024, 1 << 20));
        // Its other methods read on to the end of their part: they are right from a part's start.
        const partSize = 256;
        equal(await bob.downloadAsBuffer(media, { offset: partSize * 1024, partSize }), BYTES.subarray(partSize * 1024));
        await assert.rejects(part(1020 * 1024, 8192), { text: 'LIMIT_INVALID' });
    },

    async 'a file is sent again by its id'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const small = BYTES.subarray(0, 2048);
        const sent = await ann.sendMedia('me', InputMedia.document(small, { fileName: 'once.bin' }));
        await ann.sendMedia('bob_baker', InputMedia.document(sent.media.fileId));
        const came = await bob.messages.next();
        assert.equal(came.media.uniqueFileId, sent.media.uniqueFileId);
        equal(await bob.downloadAsBuffer(came.media), small);
    },

    async 'a file on another data center is fetched there'(stage) {
        const [carol, ann] = [await stage.signedIn(CAROL), await stage.signedIn(ANN)];
        await carol.sendMedia('ann_archer', InputMedia.document(BYTES, { fileName: 'from dc 1.bin' }));
        equal(await ann.downloadAsBuffer((await ann.messages.next()).media), BYTES);
    },

    async 'a photo has its sizes and is downloaded unchanged'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const picture = png(640, 480, 90);
        await ann.sendMedia('bob_baker', InputMedia.photo(picture, { fileName: 'sea.png', caption: 'The sea' }));
        const { text, media } = await bob.messages.next();
        assert.deepEqual([text, media.type, media.width, media.height], ['The sea', 'photo', 640, 480]);
        equal(await bob.downloadAsBuffer(media), picture);
    },

    async 'an album arrives as a group'(stage) {
        const [ann, bob] = [await stage.signedIn(ANN), await stage.signedIn(BOB)];
        const pictures = [10, 20, 30].map((grey) => InputMedia.photo(png(320, 240, grey)));
        pictures[0].caption = 'Three';
        const sent = await ann.sendMediaGroup('bob_baker', pictures);
        assert.equal(new Set(sent.map((message) => message.groupedIdUnique)).size, 1);
        const came = [await bob.messages.next(), await bob.messages.next(), await bob.messages.next()];
        assert.deepEqual(came.map((message) => message.text), ['Three', '', '']);
        const whole = await bob.getMessageGroup({ message: came[1] });
        assert.deepEqual(whole.map((message) => message.id), came.map((message) => message.id));
    },
};
