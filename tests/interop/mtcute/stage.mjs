// The tests' environment: a sandbox per test, and mtcute clients.

import { PASSWORDS, Inbox, Sandbox, codeOf } from '../sandbox.js';

// Modules are found beside the importing file, so these are loaded from the tools' folder.
const core = await import(`${process.env.MTCUTE}/core/index.js`);
const { TelegramClient } = await import(`${process.env.MTCUTE}/node/index.js`);
const { NodeCryptoProvider } = await import(`${process.env.MTCUTE}/node/utils.js`);
const { addPublicKey } = await import(`${process.env.MTCUTE}/core/utils.js`);
export const { html } = await import(`${process.env.MTCUTE}/html-parser/index.js`);
export const { md } = await import(`${process.env.MTCUTE}/markdown-parser/index.js`);
export const { InputMedia, tl } = core;

const crypto = new NodeCryptoProvider();
await crypto.initialize();

/// What is pushed to a client, by kind and in order.
const EVENTS = {
    messages: 'onNewMessage',
    edits: 'onEditMessage',
    deletions: 'onDeleteMessage',
    reads: 'onHistoryRead',
    typings: 'onUserTyping',
};

export class Stage {
    static async begin() {
        const stage = new Stage();
        stage.sandbox = await Sandbox.begin();
        stage.clients = [];
        addPublicKey(crypto, stage.sandbox.server.rsa_public_key);
        return stage;
    }

    async end() {
        await Promise.all(this.clients.map((client) => client.destroy()));
        await this.sandbox.end();
    }

    /// A client that is only logged in if its storage contains a login.
    client({ storage = new core.MemoryStorage(), ...options } = {}) {
        const { dcs, home_dc: id } = this.sandbox.server;
        const [ipAddress, port] = dcs.find((dc) => dc.id === id).address.split(':');
        const home = { id, ipAddress, port: Number(port) };
        const client = new TelegramClient({
            apiId: 1,
            apiHash: 'hash',
            defaultDcs: { main: home, media: home },
            crypto,
            storage,
            logLevel: 0,
            ...options,
        });
        for (const [name, event] of Object.entries(EVENTS)) {
            const inbox = new Inbox();
            client[name] = inbox;
            client[event].add((came) => inbox.put(came));
        }
        this.clients.push(client);
        return client;
    }

    /// A client of this account, which receives updates.
    async signedIn(phone, options) {
        return this.awake(options, {
            phone,
            code: () => codeOf(phone),
            password: () => PASSWORDS[phone],
            codeSentCallback: () => {},
            // mtcute retries forever unless it is stopped.
            invalidCodeCallback: (kind) => {
                throw new Error(`the ${kind} is refused`);
            },
        });
    }

    /// A login starts mtcute's updates in the background and drops updates that arrive meanwhile. So one client logs
    /// in, and another one continues with the login and starts the updates where that can be awaited.
    async awake(options, login) {
        const storage = new core.MemoryStorage();
        const once = this.client({ storage, updates: false });
        await once.start(login);
        await once.disconnect();
        const client = this.client({ storage, ...options });
        client.user = await client.getMe();
        await client.startUpdatesLoop();
        return client;
    }
}

/// Collects one of mtcute's iterators.
export async function listed(iterator) {
    const items = [];
    for await (const item of iterator) items.push(item);
    return items;
}
