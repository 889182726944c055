import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { FAILURES, PivError } from '../../src/errors.js';
import { isUrl } from '../../src/repository-url.js';
import { modelsSchema, type FeatureInput, type Models } from '../../src/types.js';
import { money, tokens } from '../figures.js';
import { addCommand, commaSeparated, dollars, reporting, wholeNumber } from './command.js';
import { withClient } from './connection.js';
import type { Report } from './report.js';
import { setUpHint } from './set-up-hint.js';

const sessions = (text: string) => (text === 'all' ? text : wholeNumber(1)(text));
/** `plan=claude-opus-5-5,green=claude-haiku-5-5:low`; a name alone is for all stages. */
function modelsIn(list: string): Models {
  const pairs = commaSeparated(list).map((part) => (part.includes('=') ? part.split(/=(.*)/s) : ['all', part]));
  const parsed = modelsSchema.safeParse(Object.fromEntries(pairs));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InvalidArgumentError([issue!.path.join('.'), issue!.message].filter(Boolean).join(': '));
}

type Options = Omit<FeatureInput, 'request' | 'repo' | 'models'> & { repo: string; model?: Models; json?: boolean };

export function addStart(program: Command): void {
  addCommand(program, {
    usage: 'start <request>',
    summary: 'start a feature in a git repository',
    about: 'The commits come on a branch of their own, piv/<name>: your checkout is not touched.',
    examples: [
      'piv start "Add user authentication with JWT tokens" --repo . --name user-authentication',
      'piv start "Add a health endpoint" --auto-answer --auto-approve',
      'piv start "Add search" --model green=claude-haiku-5-5:low,last=claude-opus-5-5:high',
    ],
  })
    .option('--repo <dir or url>', 'the repository, on the host of the worker, or its URL', '.')
    .option('--name <name>', 'a-z, 0-9 and "-"; made from the request without it')
    .option('--base <commit>', 'commit, branch or tag to start from (default: HEAD)')
    .option('--auto-answer', 'take the recommended answers')
    .option('--auto-approve', 'approve the plan')
    .option('--max-parallel <number>', 'tasks side by side (default: 2)', wholeNumber(1))
    .option('--session-tokens <number>', 'tokens until a session pauses (default: 200000)', wholeNumber(1))
    .option(
      '--sessions <number or all>',
      'sessions before it waits for you; all: as --max-cost allows (default: 1)',
      sessions,
    )
    .option('--model <stages>', 'which model does what: all, a phase, a stage, or the last attempt of a task', modelsIn)
    .option('--max-cost <dollars>', 'what the whole feature may cost (default: no limit)', dollars)
    .addOption(new Option('--sandbox <on|off>', 'confine commands (default: on)').choices(['on', 'off']))
    .option('--no-setup-network', 'the set-up command reaches no registry; else those of its lock files')
    .option(
      '--network <domains>',
      'domains that all commands may reach, both ways, separated by commas',
      commaSeparated,
    )
    .option(
      '--env <names>',
      "variables of the worker's environment that commands get, separated by commas",
      commaSeparated,
    )
    .addOption(
      new Option('--hosts <one|many>', 'many: another host takes over from one that is gone (default: one)').choices([
        'one',
        'many',
      ]),
    )
    .action(reporting(start));
}

async function start(request: string, options: Options): Promise<Report> {
  const repo = isUrl(options.repo) ? options.repo : await folder(path.resolve(options.repo));
  return await withClient(async (client) => {
    const { startFeature } = await import('../../src/client.js');
    const { firstNews } = await import('./first-news.js');
    const { webUi } = await import('./places.js');
    const { json: _json, model, ...given } = options;
    const hint = isUrl(repo) ? undefined : await setUpHint(repo, given);
    if (hint) process.stderr.write(`${hint}\n`);
    const feature = await startFeature(client, { ...given, ...(model ? { models: model } : {}), request, repo });
    const news = await firstNews(client, feature);
    return started(feature, limitsOf(given), news, webUi(`feature-${feature}`));
  });
}

async function folder(repo: string): Promise<string> {
  const isFolder = await stat(repo).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return repo;
  throw new PivError(FAILURES.invalidInput, `repo: there is no folder ${repo}; name one with --repo DIR`);
}

/** What it does by itself, and when it waits for a person. */
function limitsOf({ sessions: most = 1, sessionTokens = 200_000, maxCost }: Omit<Options, 'repo'>): string {
  const cost = maxCost === undefined ? 'no limit in dollars' : `at most ${money(maxCost)}`;
  if (most === 'all') return `${cost}; as many sessions as that pays for`;
  const all = most === 1 ? 'one session' : `${most} sessions`;
  return `${cost}; after ${all} of ${tokens(sessionTokens)} tokens it waits for you (more: --sessions)`;
}

function started(feature: string, limits: string, { worker }: { worker: boolean }, page?: string): Report {
  const workflowId = `feature-${feature}`;
  const lines = [
    `Started     ${feature} (workflow ${workflowId})`,
    `Limits      ${limits}`,
    ...(page ? [`Web UI      ${page}`] : []),
    ...(worker ? [] : ['Waiting     no worker is running; it starts as soon as one does']),
  ];
  return {
    text: lines.join('\n'),
    json: { feature, workflowId, ...(page ? { webUi: page } : {}), worker },
    next: worker ? `piv status ${feature} --watch` : 'piv worker',
  };
}
