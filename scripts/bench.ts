import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Script } from '../examples/scripted-model/script.js';
import { run, submit, writeFile } from '../examples/user-authentication/script/calls.js';
import { script } from '../examples/user-authentication/script.js';
import { featureHandle, startFeature } from '../src/client.js';
import type { Status, Task } from '../src/types.js';
import { createFollower } from './follow.js';
import { FILES, measureLarge } from './bench/large.js';
import { setScene, type Scene } from './demo/scene.js';
import { table } from './tables.js';

/**
 * `npm run bench`: what PIV-Swarm itself costs. A task of many small turns, each of which writes a file and runs `true`
 * confined, so that what a turn takes beside the model's time is ours: two activities, worktree, snapshot, sandbox. And
 * what worktrees and snapshots cost where a repository is large.
 */

const TURNS = 40;

const task: Task = {
  id: 'task-001',
  name: 'Write notes',
  priority: 'low',
  kind: 'docs',
  blockedBy: [],
  estimatedTokens: 10_000,
  files: ['docs/notes.md'],
  doneWhen: 'the notes are written',
  verify: 'npm test',
  commit: 'docs: Write notes',
};

const turns = Array.from({ length: TURNS }, (_, turn) => ({
  calls: [writeFile('docs/notes.md', `note ${turn}\n`), run('true')],
}));

const benchScript: Script = {
  prime: script['prime']!.slice(-1),
  discuss: [{ calls: [submit<'discuss'>({ questions: [] })] }],
  plan: [{ calls: [submit<'plan'>({ tasks: [task] })] }],
  'task-001/green/1': [...turns, { calls: [submit<'green'>({ summary: 'written' })] }],
};

const room = await mkdtemp(path.join(os.tmpdir(), 'piv-bench-'));
const report = (line: string) => void process.stderr.write(`${line}\n`);
const scene = await setScene({ room, folder: path.join(room, 'repository'), keep: false, script: benchScript, report });
try {
  const atRest = residentMb(scene.workerPid());
  const input = { request: 'Write notes', name: 'bench', repo: scene.repo, sandbox: scene.sandbox };
  await startFeature(scene.client, { ...input, autoAnswer: true, autoApprove: true });
  const status = await createFollower(featureHandle(scene.client, 'bench'), report)(isOver);
  if (status.status !== 'passed') throw new Error(`the feature is ${status.status}: ${status.waitingFor?.text}`);
  const large = await measureLarge(room);
  const rows = [
    [
      `a turn beside the model's time, median of ${TURNS} (sandbox ${scene.sandbox})`,
      `${median(turnTimes(scene)).toFixed(0)} ms`,
    ],
    [`history of a task of ${TURNS} turns`, `${await historyKb(scene)} KB`],
    [`a worktree of ${FILES} files`, `${(large.worktree / 1000).toFixed(1)} s`],
    [
      `a snapshot there, median and worst of ${large.snapshots.length}`,
      `${median(large.snapshots)} ms, ${Math.max(...large.snapshots)} ms`,
    ],
    ['worker at rest', `${atRest} MB`],
  ];
  process.stdout.write(`${table(['Measure', 'Value'], rows)}\n`);
} finally {
  await scene.close();
  await rm(room, { recursive: true, force: true, maxRetries: 5 });
}

function isOver({ status }: Status): boolean {
  return ['passed', 'failed', 'blocked'].includes(status);
}

/** From request to request, in milliseconds: the scripted model answers at once. */
function turnTimes({ model }: Scene): number[] {
  const times = model!.requests.filter(({ key }) => key === 'task-001/green/1').map(({ at }) => at);
  return times.slice(1).map((at, n) => at - times[n]!);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function historyKb({ client }: Scene): Promise<number> {
  const description = await client.workflow.getHandle('feature-bench/task-001').describe();
  return Math.round((description.historySize ?? 0) / 1024);
}

function residentMb(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m);
  return Math.round(Number(line?.[1]) / 1024);
}
