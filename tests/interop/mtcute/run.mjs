// Runs the tests. The last line counts them.

import { run } from '../facts.js';
import files from './files.mjs';
import groups from './groups.mjs';
import login from './login.mjs';
import messages from './messages.mjs';
import polls from './polls.mjs';
import { Stage } from './stage.mjs';
import topics from './topics.mjs';
import updates from './updates.mjs';

run({ ...login, ...messages, ...files, ...groups, ...polls, ...topics, ...updates }, () => Stage.begin());
