import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync, readSync, statSync, symlinkSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../src/sandbox/run.js';
import { snapshotTree } from '../../src/git/snapshot.js';
import { plainText } from '../../src/inside.js';
import { readReports } from '../../src/verify/read-reports.js';
import { shell, ways, type Attack, type Shell } from './attack.js';
import { confinementOf, put, type Ground } from './ground.js';
import { callTool } from './tools.js';

/** Small ones, so that a control without them does no harm; and none to speak of. */
const TIGHT = { memoryMb: 200, allMemoryMb: 10_000, processes: 100, fileMb: 5, diskMb: 1 };
export const WIDE = { memoryMb: 100_000, allMemoryMb: 100_000, processes: 100_000, fileMb: 100_000, diskMb: 1 };

export const limited = (parts: Omit<Shell, 'confine' | 'commands'> & { command: string }) =>
  shell({ ...parts, commands: () => [parts.command], confine: { on: { limits: TIGHT }, off: { limits: WIDE } } });
export const reached = (_: Ground, { output }: { output: string }) => output.includes('reached');
export const hold = (mb: number) => `node -e 'const b = Buffer.alloc(${mb}e6, 1); setTimeout(() => b[0], 2000)'`;
const fill = (folder: string) =>
  `f=${folder}/piv-fill-$$; mkdir $f; for i in $(seq 30); do head -c 4M /dev/zero > $f/$i || exit; done; rm -r $f; echo reached`;
const seconds = async (work: Promise<unknown>, limit: number) =>
  Promise.race([work.then(() => 'done'), sleep(limit * 1_000, 'waits', { ref: false })]);

/** T11: all of the machine. */
export const resources: Attack[] = [
  limited({
    id: 'T11-01',
    title: 'a command starts process after process',
    command: 'for i in $(seq 250); do sleep 3 & done; sleep 1; echo reached',
    escaped: reached,
  }),
  limited({
    id: 'T11-02',
    title: 'processes that leave their parents and sessions',
    command: 'for i in $(seq 250); do (setsid sleep 3 > /dev/null 2>&1 &); done; sleep 1; echo reached',
    escaped: reached,
  }),
  limited({
    id: 'T11-03',
    title: 'a command takes memory',
    command: `${hold(350)}; echo $? | grep -qx 0 && echo reached`,
    escaped: reached,
  }),
  limited({
    id: 'T11-04',
    title: 'many processes take some memory each',
    command: `${hold(90)} & ${hold(90)} & ${hold(90)} & ${hold(90)} & wait; echo reached`,
    escaped: reached,
  }),
  limited({
    id: 'T11-05',
    title: 'a command writes a large file',
    command: 'head -c 30M /dev/zero > big',
    escaped: ({ root }) => statSync(path.join(root, 'big')).size === 30 * 1024 * 1024,
  }),
  limited({ id: 'T11-06', title: 'a command fills memory by /tmp', command: fill('/tmp'), escaped: reached }),
  limited({ id: 'T11-07', title: 'a command fills memory by /dev/shm', command: fill('/dev/shm'), escaped: reached }),
  ways('T11-08', 'a command prints without end', {
    ours: async (ground) =>
      (await runCommand('yes | head -c 60M', confinementOf(ground, 'on'), { timeoutMs: 20_000 })).output.length,
    plain: () => spawnSync('sh', ['-c', 'yes | head -c 60M'], { maxBuffer: 1e9 }).stdout.length,
    escaped: (_, given) => Number(given) > 1_000_000,
  }),
  ways('T11-09', 'a command that does not end when it is told to', {
    ours: async (ground) =>
      (await runCommand(`trap '' TERM; sleep 9 & wait; sleep 9`, confinementOf(ground, 'on'), { timeoutMs: 300 }))
        .durationMs,
    plain: async () => {
      const child = spawn('bash', ['-c', `trap '' TERM; echo; sleep 9`], { stdio: ['ignore', 'pipe', 'ignore'] });
      await new Promise((ready) => child.stdout.once('data', ready));
      child.kill('SIGTERM');
      await sleep(3_000);
      const ended = child.signalCode !== null || child.exitCode !== null;
      child.kill('SIGKILL');
      return ended ? 0 : 9_000;
    },
    escaped: (_, given) => Number(given) > 6_000,
  }),
  shell({
    id: 'T11-10',
    title: 'a process outlives its command',
    commands: () => ['(setsid sh -c "sleep 0.8; touch late" > /dev/null 2>&1 &); sleep 0.2'],
    escaped: async ({ root }) => {
      await sleep(1_300);
      return existsSync(path.join(root, 'late'));
    },
  }),
  ways('T11-11', 'a report that is a device without end', {
    prepare: ({ root }) => symlinkSync('/dev/zero', path.join(root, 'report')),
    ours: ({ root }) => plainText(root, 'report').length,
    plain: ({ root }) => readSync(openSync(path.join(root, 'report'), 'r'), Buffer.alloc(2e8)),
    escaped: (_, given) => Number(given) > 1e8,
  }),
  ways('T11-12', 'a report that is a pipe', {
    prepare: ({ root }) => execFileSync('mkfifo', [path.join(root, 'report')]),
    ours: ({ root }) => plainText(root, 'report'),
    plain: ({ root }) =>
      seconds(hung(spawn('cat', [path.join(root, 'report')], { stdio: 'ignore', timeout: 3_000 })), 2),
    escaped: (_, given) => given === 'waits',
  }),
  ways('T11-13', 'read_file on a file of 300 MB', {
    prepare: ({ root }) => {
      sparse(path.join(root, 'big'), 3e8);
    },
    ours: async (ground) => (await callTool(ground, 'read_file', { path: 'big' })).length,
    plain: ({ root }) => readFileSync(path.join(root, 'big')).length,
    escaped: (_, given) => Number(given) > 1e6,
  }),
  ways('T11-14', 'reports that are not large, but many', {
    prepare: ({ root }) => REPORTS.forEach((name) => sparse(path.join(root, name), 6e7)),
    ours: ({ root }) => readReports(root, REPORTS).join('').length,
    plain: ({ root }) => REPORTS.map((name) => readFileSync(path.join(root, name), 'latin1')).join('').length,
    escaped: (_, given) => Number(given) > 1.5e8,
  }),
  {
    ...ways('T11-15', 'a pipe in the place of a file that git reads', {
      prepare: ({ root }) => {
        put(path.join(root, 'sub', 'new'), 'x');
        execFileSync('mkfifo', [path.join(root, 'sub', '.gitignore')]);
      },
      ours: ({ worktree }) => seconds(snapshotTree(worktree), 10),
      plain: ({ root }) => seconds(hung(spawn('git', ['status'], { cwd: root, stdio: 'ignore', timeout: 4_000 })), 3),
      escaped: (_, given) => given === 'waits',
    }),
    slow: true,
  },
];

const REPORTS = ['a.xml', 'b.xml', 'c.xml'];

function sparse(file: string, bytes: number): void {
  put(file, '');
  truncateSync(file, bytes);
}

const hung = (child: ReturnType<typeof spawn>) => new Promise((ended) => child.once('exit', ended));
