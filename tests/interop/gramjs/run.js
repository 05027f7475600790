// Runs the facts and ends on a line that counts them.

const { Stage } = require('./stage.js');
const facts = require('./facts.js');

/// Milliseconds for a whole fact.
const FACT = 30_000;

async function holds(fact) {
    const stage = await Stage.begin();
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('took too long')), FACT);
    });
    try {
        await Promise.race([fact(stage), late]);
    } finally {
        clearTimeout(timer);
        await stage.end();
    }
}

async function main() {
    const words = process.argv.slice(2);
    let passed = 0;
    let failed = 0;
    for (const [name, fact] of Object.entries(facts)) {
        if (!words.every((word) => name.includes(word))) continue;
        try {
            await holds(fact);
            passed += 1;
            console.log(`${name} ... ok`);
        } catch (error) {
            failed += 1;
            console.log(`${name} ... FAILED\n${error.stack ?? error}`);
        }
    }
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed > 0 || passed === 0 ? 1 : 0);
}

main();
