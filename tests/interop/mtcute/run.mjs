// Runs the facts and ends on a line that counts them.

import { tell } from '../facts.js';
import files from './files.mjs';
import groups from './groups.mjs';
import login from './login.mjs';
import messages from './messages.mjs';
import { Stage } from './stage.mjs';
import updates from './updates.mjs';

tell({ ...login, ...messages, ...files, ...groups, ...updates }, () => Stage.begin());
