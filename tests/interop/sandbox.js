// A sandbox for the JavaScript tests, and inboxes for what clients receive.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

const ANN = '+9996620001';
const BOB = '+9996620002';
const CAROL = '+9996610003';
const PASSWORDS = { [CAROL]: 'correct horse' };

/// Milliseconds after which something counts as missing.
const PATIENCE = 20_000;

/// A test number's login code is its DC's digit, five times.
const codeOf = (phone) => phone[6].repeat(5);

class Sandbox {
    static async begin() {
        const sandbox = new Sandbox();
        sandbox.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tw-'));
        // It also exits with the process that started it.
        sandbox.process = spawn('setpriv', ['--pdeathsig', 'TERM', process.env.TELEWIRE_BIN, 'sandbox'], {
            env: { PATH: process.env.PATH, HOME: sandbox.folder, XDG_RUNTIME_DIR: sandbox.folder },
            stdio: ['ignore', 'pipe', 'inherit'],
        });
        sandbox.ended = new Promise((resolve) => sandbox.process.once('close', resolve));
        const lines = readline.createInterface({ input: sandbox.process.stdout });
        const [line] = await Promise.race([
            new Promise((resolve) => lines.once('line', (line) => resolve([line]))),
            sandbox.ended.then(() => {
                throw new Error('the sandbox ended');
            }),
        ]);
        /// Its addresses, key and control socket, as printed.
        sandbox.server = JSON.parse(line);
        return sandbox;
    }

    async end() {
        this.control?.destroy();
        this.process.kill();
        await this.ended;
        fs.rmSync(this.folder, { recursive: true, force: true });
    }

    /// Calls a `sandbox.*` method.
    async call(method, params) {
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

/// What a client receives, in order.
class Inbox {
    constructor() {
        this.came = [];
        this.waiting = [];
    }

    put(event) {
        const waits = this.waiting.shift();
        if (waits) waits(event);
        else this.came.push(event);
    }

    async next() {
        if (this.came.length > 0) return this.came.shift();
        return within(new Promise((resolve) => this.waiting.push(resolve)));
    }

    /// Waits for the next matching item.
    async first(is) {
        for (;;) {
            const event = await this.next();
            if (is(event)) return event;
        }
    }
}

function within(promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('nothing came')), PATIENCE);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

module.exports = { ANN, BOB, CAROL, PASSWORDS, Inbox, Sandbox, codeOf, within };
