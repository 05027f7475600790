// Runs the facts and ends on a line that counts them.

const { tell } = require('../facts.js');
const { Stage } = require('./stage.js');
const facts = require('./facts.js');

tell(facts, () => Stage.begin());
