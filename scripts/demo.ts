import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runDemo } from './demo/story.js';

/** `npm run demo`: the seed's feature on the example repository, from nothing to validated commits. */

const USAGE = `usage: npm run demo -- [--dir DIR] [--keep] [--json] [--live]
  --dir DIR  put the repository in DIR (new or empty) and leave it there
  --keep     leave server and worker running for looking around
  --json     print nothing but the final status, as JSON (with: npm run --silent demo -- --json)
  --live     the real model instead of the scripted one; needs ANTHROPIC_API_KEY`;

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
if (live && !process.env['ANTHROPIC_API_KEY']) {
  process.stderr.write('--live needs ANTHROPIC_API_KEY\n');
  process.exit(4);
}
const room = await mkdtemp(path.join(os.tmpdir(), 'piv-demo-'));
const print = json ? () => undefined : (line: string) => void process.stdout.write(`${line}\n`);
try {
  const folder = dir ? path.resolve(dir) : path.join(room, 'repository');
  const status = await runDemo({ room, folder, keep, live, print });
  if (json) process.stdout.write(`${JSON.stringify(status, undefined, 2)}\n`);
  process.exitCode = status.validation?.verdict === 'PASSED' ? 0 : 1;
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  if (!keep) await rm(room, { recursive: true, force: true, maxRetries: 5 });
}
