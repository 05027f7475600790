// What each fact stands on: a sandbox of its own, and GramJS clients.

const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

const bigInt = require('big-integer');
const { Api, TelegramClient } = require('telegram');
const { _serverKeys } = require('telegram/crypto/RSA');
const { PromisedNetSockets } = require('telegram/extensions');
const { NewMessage } = require('telegram/events');
const { LogLevel, Logger } = require('telegram/extensions/Logger');
const { StringSession } = require('telegram/sessions');

const ANN = '+9996620001';
const BOB = '+9996620002';
const CAROL = '+9996610003';
const PASSWORDS = { [CAROL]: 'correct horse' };

/// Milliseconds. What takes longer isn't coming.
const PATIENCE = 20_000;

/// A test number's login code is its DC's digit, five times.
const codeOf = (phone) => phone[6].repeat(5);

class Stage {
    static async begin() {
        const stage = new Stage();
        stage.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tw-'));
        stage.clients = [];
        stage.sandbox = spawn(process.env.TELEWIRE_BIN, ['sandbox'], {
            env: { PATH: process.env.PATH, HOME: stage.folder, XDG_RUNTIME_DIR: stage.folder },
            stdio: ['ignore', 'pipe', 'inherit'],
        });
        stage.ended = new Promise((resolve) => stage.sandbox.once('close', resolve));
        const lines = readline.createInterface({ input: stage.sandbox.stdout });
        const [line] = await Promise.race([
            new Promise((resolve) => lines.once('line', (line) => resolve([line]))),
            stage.ended.then(() => {
                throw new Error('the sandbox ended');
            }),
        ]);
        stage.server = JSON.parse(line);
        trust(stage.server.rsa_public_key);
        return stage;
    }

    async end() {
        await Promise.all(this.clients.map((client) => client.destroy()));
        this.control?.destroy();
        this.sandbox.kill();
        await this.ended;
        fs.rmSync(this.folder, { recursive: true, force: true });
    }

    /// A client that is connected, and not logged in unless the session is.
    async client(saved = '') {
        const session = new Session(saved);
        if (!saved) session.setDC(this.server.home_dc, '127.0.0.1');
        const { dcs } = this.server;
        // Whatever port its session names, GramJS connects to 80.
        class Sockets extends PromisedNetSockets {
            connect() {
                const [host, port] = dcs.find((dc) => dc.id === session.dcId).address.split(':');
                return super.connect(Number(port), host);
            }
        }
        const client = new TelegramClient(session, 1, 'hash', {
            connectionRetries: 2,
            autoReconnect: false,
            networkSocket: Sockets,
            baseLogger: new Logger(LogLevel.NONE),
        });
        this.clients.push(client);
        await client.connect();
        return client;
    }

    async signedIn(phone) {
        const client = await this.client();
        await client.signInUser({ apiId: 1, apiHash: 'hash' }, {
            phoneNumber: phone,
            phoneCode: async () => codeOf(phone),
            password: async () => PASSWORDS[phone],
            // GramJS asks again for ever, unless it is told to stop.
            onError: (error) => {
                throw error;
            },
        });
        return client;
    }

    /// One of the sandbox's own methods.
    async sandboxCall(method, params) {
        this.control ??= net.connect(this.server.control);
        const lines = readline.createInterface({ input: this.control });
        const answer = new Promise((resolve) => lines.once('line', resolve));
        this.control.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: `sandbox.${method}`, params })}\n`);
        const { result, error } = JSON.parse(await within(answer));
        lines.close();
        if (error) throw new Error(JSON.stringify(error));
        return result;
    }
}

/// GramJS can't save a port over 32767, and asks for none.
class Session extends StringSession {
    setDC(dcId, host) {
        super.setDC(dcId, host, 80);
    }
}

/// The messages that are pushed to a client, in the order in which they come.
class Inbox {
    constructor(client) {
        this.came = [];
        this.waiting = [];
        client.addEventHandler((event) => {
            const waits = this.waiting.shift();
            if (waits) waits(event.message);
            else this.came.push(event.message);
        }, new NewMessage({}));
    }

    async next() {
        if (this.came.length > 0) return this.came.shift();
        return within(new Promise((resolve) => this.waiting.push(resolve)));
    }
}

function within(promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('nothing came')), PATIENCE);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/// Tells GramJS the server's key by its fingerprint: https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation
function trust(pem) {
    const jwk = crypto.createPublicKey(pem).export({ format: 'jwk' });
    const [n, e] = [jwk.n, jwk.e].map((part) => Buffer.from(part, 'base64url'));
    const string = (bytes) => {
        const head = bytes.length < 254 ? [bytes.length] : [254, bytes.length & 255, bytes.length >> 8, 0];
        const padded = Math.ceil((head.length + bytes.length) / 4) * 4;
        return Buffer.concat([Buffer.from(head), bytes], padded);
    };
    const hash = crypto.createHash('sha1').update(Buffer.concat([string(n), string(e)])).digest();
    const fingerprint = hash.readBigInt64LE(12).toString();
    _serverKeys.set(fingerprint, { n: bigInt(n.toString('hex'), 16), e: Number(bigInt(e.toString('hex'), 16)) });
}

module.exports = { ANN, BOB, CAROL, Api, Inbox, Stage, codeOf, within };
