// Runs the tests whose names contain the words of the arguments, or all. The last line counts them.

/// Milliseconds for a whole fact.
const FACT = 30_000;

async function holds(fact, begin) {
    const stage = await begin();
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

/// Runs the tests. `begin` creates each test's stage.
async function run(facts, begin) {
    const words = process.argv.slice(2);
    let passed = 0;
    let failed = 0;
    for (const [name, fact] of Object.entries(facts)) {
        if (!words.every((word) => name.includes(word))) continue;
        try {
            await holds(fact, begin);
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

module.exports = { run };
