// What each fact stands on: a sandbox of its own, and mtcute clients.

import { PASSWORDS, Inbox, Sandbox, codeOf } from '../sandbox.js';

// Modules are found beside who imports them; these are in the tools' folder.
const core = await import(`${process.env.MTCUTE}/core/index.js`);
const { TelegramClient } = await import(`${process.env.MTCUTE}/node/index.js`);
const { NodeCryptoProvider } = await import(`${process.env.MTCUTE}/node/utils.js`);
const { addPublicKey } = await import(`${process.env.MTCUTE}/core/utils.js`);
export const { html } = await import(`${process.env.MTCUTE}/html-parser/index.js`);
export const { md } = await import(`${process.env.MTCUTE}/markdown-parser/index.js`);
export const { InputMedia, tl } = core;

const crypto = new NodeCryptoProvider();
await crypto.initialize();

/// What is pushed to a client, each kind in its own order.
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

    /// A client that nobody has signed in, unless its storage holds a login.
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

    /// A client of the person, who is told what is new.
    async signedIn(phone, options) {
        return this.awake(options, {
            phone,
            code: () => codeOf(phone),
            password: () => PASSWORDS[phone],
            codeSentCallback: () => {},
            // It asks again for ever, unless it is told to stop.
            invalidCodeCallback: (kind) => {
                throw new Error(`the ${kind} is refused`);
            },
        });
    }

    /// A login begins mtcute's updates in the background and drops what comes meanwhile: so it is made by one client,
    /// and the one that goes on with it begins them where that can be waited for.
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

/// All that one of mtcute's iterators gives.
export async function listed(iterator) {
    const items = [];
    for await (const item of iterator) items.push(item);
    return items;
}
