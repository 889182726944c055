import { serve } from '../fork-server.js';
import { startGit } from '../git/start-git.js';
import { superviseProcess } from '../sandbox/supervise.js';

/** The process of the fork server, with all that starts others. */
serve({ git: startGit, command: superviseProcess });
