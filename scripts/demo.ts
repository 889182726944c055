import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { requireSigner } from '../src/agent/model-client.js';
import { loadConfig } from '../src/config.js';
import { script } from '../examples/user-authentication/script.js';
import { setScene, type Scene } from './demo/scene.js';
import { tellStory } from './demo/story.js';

/** `npm run demo`: the seed's feature on the example repository, from nothing to validated commits. */

const USAGE = `usage: npm run demo -- [--dir DIR] [--keep] [--json] [--live]
  --dir DIR  put the repository in DIR (new or empty) and leave it there
  --keep     leave server and worker running for looking around
  --json     print nothing but the final status, as JSON (with: npm run --silent demo -- --json)
  --live     the real model instead of the scripted one; needs what a worker signs in with`;

const flag = { type: 'boolean', default: false } as const;
const OPTIONS = { dir: { type: 'string' }, keep: flag, json: flag, live: flag, help: flag } as const;

function options() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    return process.exit(2);
  }
}

const { dir, keep, json, live, help } = options();
if (help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
if (live) {
  await requireSigner(loadConfig()).catch((error: Error) => {
    process.stderr.write(`--live: ${error.message}\n`);
    process.exit(4);
  });
}
const room = await mkdtemp(path.join(os.tmpdir(), 'piv-demo-'));
const folder = dir ? path.resolve(process.env['INIT_CWD'] ?? '.', dir) : path.join(room, 'repository');
const print = json ? () => undefined : (line: string) => void process.stdout.write(`${line}\n`);
const report = (line: string) => void process.stderr.write(`${line}\n`);
let scene: Scene | undefined;

async function close(): Promise<void> {
  await scene?.close();
  await rm(room, { recursive: true, force: true, maxRetries: 5 });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void close().finally(() => process.exit(130)));
}

try {
  scene = await setScene({ room, folder, keep, report, ...(live ? {} : { script }) });
  const status = await tellStory(scene, print);
  if (json) process.stdout.write(`${JSON.stringify(status, undefined, 2)}\n`);
  for (const line of afterwards(status.branch, scene)) print(line);
  if (keep) await scene.leave();
  else await close();
  process.exit(status.validation?.verdict === 'PASSED' ? 0 : 1);
} catch (error) {
  report(`demo: ${error instanceof Error ? error.message : String(error)}`);
  await close();
  process.exit(1);
}

function afterwards(branch: string, { repo, running }: Scene): string[] {
  const kept = keep ? ['', 'Still running:', ...running().map((line) => `  ${line}`)] : [];
  const look = dir || keep ? ['', `The commits: git -C ${repo} log --stat main..${branch}`] : [];
  return [
    ...kept,
    ...look,
    '',
    'On your own repository, each in a terminal of its own:',
    '  npx piv server',
    '  ANTHROPIC_API_KEY=… npx piv worker',
    '  npx piv start "<what you want>" --repo DIR',
  ];
}
