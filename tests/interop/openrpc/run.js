// Checks schema/openrpc.json with other people's tools.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { compile } = require("json-schema-to-typescript");
const { parseOpenRPCDocument, validateOpenRPCDocument } = require("@open-rpc/schema-utils-js");
const ts = require("typescript");

const document = () => JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const pascal = (name) => name.split(/[.$/]+/).filter(Boolean).map((word) => word[0].toUpperCase() + word.slice(1)).join("");

/** One schema of everything: the components, and each method's params and result. */
function everything() {
    const { components, methods, "x-notifications": notifications } = document();
    const properties = {};
    const add = (name, schema) => {
        assert(!(name in properties), `two types are called ${name}`);
        properties[name] = schema;
    };
    for (const name of Object.keys(components.schemas)) add(name, { $ref: `#/components/schemas/${name}` });
    for (const { name, params, result } of [...methods, ...notifications]) {
        const title = `${pascal(name)}Params`;
        add(title, {
            title,
            type: "object",
            properties: Object.fromEntries(params.map((param) => [param.name, param.schema])),
            required: params.filter((param) => param.required).map((param) => param.name),
            additionalProperties: false,
        });
        if (result) add(pascal(name), result.schema);
    }
    const required = Object.keys(properties);
    return { title: "Everything", type: "object", properties, required, additionalProperties: false, components };
}

/** What the compiler says of the generated types together with a program that uses them. */
async function complaints(options, program) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "openrpc-"));
    try {
        const types = await compile(everything(), "Everything", { bannerComment: "", ...options });
        fs.writeFileSync(path.join(folder, "types.ts"), types);
        fs.writeFileSync(path.join(folder, "program.ts"), program);
        const files = ["types.ts", "program.ts"].map((name) => path.join(folder, name));
        const checked = ts.createProgram(files, { strict: true, noEmit: true, types: [], lib: ["lib.es2022.d.ts"] });
        return ts.getPreEmitDiagnostics(checked).map((found) => ts.flattenDiagnosticMessageText(found.messageText, "\n"));
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

const PROGRAM = `
import type { Chat, ChatDetails, ChatId, Contact, Event, ListedChat, Message, MessagesSendParams, User } from "./types";

export function anyPeerOfAResult(chat: Chat, details: ChatDetails, listed: ListedChat, user: User, contact: Contact) {
    const ids: ChatId[] = [chat, details, listed, user, contact, "me", 777];
    return ids;
}

export function reply(message: Message): MessagesSendParams {
    return { session: "tw1.x", chat_id: message.chat, text: "Hi", reply_to_message_id: message.message_id };
}

export function text(event: Event): string {
    switch (event.kind) {
        case "message_new":
            return event.message.text;
        case "chat_archived":
            return event.is_archived ? "archived" : "back";
        default:
            return event.kind;
    }
}
`;

const WRONG = `
import type { Message, MessagesSendParams } from "./types";
export const number: number = (null as unknown as Message).text;
export const params: MessagesSendParams = { session: "tw1.x", text: "Hi" };
`;

const facts = {
    "the document is valid": () => {
        assert.equal(validateOpenRPCDocument(document()), true);
    },
    "a document that is not valid is refused": () => {
        const wrong = document();
        delete wrong.info;
        assert.notEqual(validateOpenRPCDocument(wrong), true);
        const unknown = document();
        unknown.methods[0]["x-access"] = "sometimes";
        assert.notEqual(validateOpenRPCDocument(unknown), true, "x-extensions are in force");
    },
    "every reference resolves": async () => {
        const whole = await parseOpenRPCDocument(document(), { dereference: true });
        assert.equal(whole.methods.length, document().methods.length);
        // Examples may contain schemas that refer to something else.
        const described = whole.methods.map(({ params, result }) => [params, result]);
        assert(!JSON.stringify(described).includes('"$ref"'));
    },
    "types are generated and compile, closed and open": async () => {
        assert.deepEqual(await complaints({ additionalProperties: true }, PROGRAM), []);
        assert.deepEqual(await complaints({ additionalProperties: false }, PROGRAM), []);
    },
    "the compiler rejects values that do not match them": async () => {
        assert.equal((await complaints({ additionalProperties: true }, WRONG)).length, 2);
    },
};

(async () => {
    let [passed, failed] = [0, 0];
    for (const [name, fact] of Object.entries(facts)) {
        try {
            await fact();
            passed += 1;
            console.log(`ok   ${name}`);
        } catch (error) {
            failed += 1;
            console.log(`FAIL ${name}\n${String(error.stack).slice(0, 4000)}`);
        }
    }
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed ? 1 : 0;
})();
