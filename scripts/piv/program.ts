import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { root } from '#scripts/places.mjs';
import { addAnswer } from './answer.js';
import { addBudget } from './budget.js';
import { addCommands } from './commands.js';
import { addDoctor } from './doctor.js';
import { addInit } from './init.js';
import { addList } from './list.js';
import { addCancel, addPause, addResume } from './pause.js';
import { addApprove, addRevise } from './plan.js';
import { addServer } from './server.js';
import { addStart } from './start.js';
import { addStatus } from './status.js';
import { addTasks } from './plan-tasks.js';
import { addRetry, addSkip } from './tasks.js';
import { addTell } from './tell.js';
import { addTranscript } from './transcript.js';
import { addWorker } from './worker-command.js';

const GROUPS = {
  'Running:': [addServer, addWorker, addDoctor],
  'Features:': [addInit, addStart, addStatus, addList, addTranscript],
  'Your turn:': [addAnswer, addApprove, addRevise, addTasks, addCommands, addTell, addRetry, addSkip],
  'Stopping and going on:': [addPause, addResume, addBudget, addCancel],
};

const AFTER_HELP = `
A feature's name may be left out where only one is open.

Exit codes:  0 accepted, running or passed   1 failed or cancelled   2 wrong usage, or refused
             4 no server, worker or key      8 waiting for a person  130 interrupted

Examples:
  $ piv server
  $ piv worker
  $ piv start "Add user authentication with JWT tokens" --repo . --name user-authentication
  $ piv status user-authentication --watch`;

/** The command line. Commands load what they need when they are run, so that help is there at once. */
export function createProgram(): Command {
  const program = new Command('piv')
    .description('Turns a feature request and a git repository into verified, atomic commits, on Temporal.')
    .version(version())
    .exitOverride()
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureHelp({
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace('[options]', '').trim()}`,
    })
    .configureOutput({ outputError: (text, write) => write(usageLine(text)) })
    .addHelpText('after', AFTER_HELP);
  for (const [heading, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(heading);
    for (const add of commands) add(program);
  }
  return program.commandsGroup('Help:').helpCommand(true);
}

/** Commander's own words, in the form of all our failures. */
function usageLine(text: string): string {
  const what = text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '');
  return `piv: ${what}; see: piv --help\n`;
}

const version = () =>
  (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version;
