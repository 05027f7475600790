// The tests' environment: a sandbox per test, and GramJS clients.

const crypto = require('node:crypto');

const bigInt = require('big-integer');
const { Api, TelegramClient } = require('telegram');
const { _serverKeys } = require('telegram/crypto/RSA');
const { PromisedNetSockets } = require('telegram/extensions');
const { NewMessage } = require('telegram/events');
const { LogLevel, Logger } = require('telegram/extensions/Logger');
const { StringSession } = require('telegram/sessions');

const { ANN, BOB, CAROL, PASSWORDS, Inbox, Sandbox, codeOf } = require('../sandbox.js');

class Stage {
    static async begin() {
        const stage = new Stage();
        stage.sandbox = await Sandbox.begin();
        stage.clients = [];
        trust(stage.sandbox.server.rsa_public_key);
        return stage;
    }

    async end() {
        await Promise.all(this.clients.map((client) => client.destroy()));
        await this.sandbox.end();
    }

    /// A connected client. It is only logged in if its session is.
    async client(saved = '') {
        const session = new Session(saved);
        if (!saved) session.setDC(this.sandbox.server.home_dc, '127.0.0.1');
        const { dcs } = this.sandbox.server;
        // GramJS connects to port 80, whatever port its session contains.
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
            // GramJS retries forever unless it is stopped.
            onError: (error) => {
                throw error;
            },
        });
        return client;
    }
}

/// GramJS can't save a port over 32767, and needs none.
class Session extends StringSession {
    setDC(dcId, host) {
        super.setDC(dcId, host, 80);
    }
}

/// The messages that are pushed to a client.
function inboxOf(client) {
    const inbox = new Inbox();
    client.addEventHandler((event) => inbox.put(event.message), new NewMessage({}));
    return inbox;
}

/// Adds the server's key to GramJS by its fingerprint:
/// https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation
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

module.exports = { ANN, BOB, CAROL, Api, Stage, codeOf, inboxOf };
