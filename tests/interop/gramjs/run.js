// Runs the tests. The last line counts them.

const { run } = require('../facts.js');
const { Stage } = require('./stage.js');
const facts = require('./facts.js');

run(facts, () => Stage.begin());
