import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { useForkServer } from '../src/fork-server.js';
import { git, GitFailure } from '../src/git/git.js';
import { endOrphans, identityOf, isDead, me, OWNER } from '../src/processes.js';
import type { Confinement } from '../src/sandbox/confine.js';
import { runCommand } from '../src/sandbox/run.js';
import { sandboxProblem } from '../src/sandbox/probe.js';
import { root } from '#scripts/places.mjs';

const MAIN = path.join(root, 'dist/src/workers/fork-server-main.js');
const HAS_SANDBOX = !(await sandboxProblem());
let folder: string;

const confinement = (): Confinement => ({
  mode: HAS_SANDBOX ? 'on' : 'off',
  root: folder,
  readable: [],
  network: false,
  commandPath: [],
});
const run = (command: string, signal?: AbortSignal) =>
  runCommand(command, confinement(), { timeoutMs: 60_000, ...(signal ? { signal } : {}) });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'piv-fork-'));
  process.env[OWNER] = `${me()}.fork-server-test`;
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, [OWNER]: process.env[OWNER] };
  useForkServer(MAIN, env, () => endOrphans(process.env[OWNER]!));
  await git(folder, ['init', '--quiet']);
});

afterAll(async () => {
  for (const pid of await servers()) process.kill(pid);
  await rm(folder, { recursive: true, force: true });
});

/** The fork servers of a process, this one if none is named. */
async function servers(parent = process.pid): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Boolean);
  const found = pids.map(async (pid) => {
    const said = await Promise.all(
      ['cmdline', 'stat'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    );
    return said[0]!.includes(MAIN) && said[1]!.includes(`) S ${parent} `) ? [pid] : [];
  });
  return (await Promise.all(found)).flat();
}

const starts = async (file: string) => {
  while (!(await stat(path.join(folder, file)).catch(() => undefined))) await sleep(20);
};

it('gives what git and a command say as if they had been started here', async () => {
  expect(await git(folder, ['hash-object', '-w', '--stdin'], { input: 'ä'.repeat(500_000) })).toMatch(
    /^[0-9a-f]{40}\n$/,
  );
  const failure = git(folder, ['rev-parse', '--verify', 'nothing']);
  await expect(failure).rejects.toBeInstanceOf(GitFailure);
  await expect(failure).rejects.toMatchObject({
    exitCode: 128,
    message: expect.stringContaining('fatal: Needed a single revision'),
  });
  expect(await run('echo out; echo err >&2; exit 3')).toMatchObject({ exitCode: 3, output: 'out\nerr\n' });
  expect(await servers()).toHaveLength(1);
});

it('is out of the way of a git that prints nothing', async () => {
  const began = performance.now();
  for (let i = 0; i < 20; i++) await git(folder, ['update-index', '--refresh']);
  const quiet = performance.now() - began;
  for (let i = 0; i < 20; i++) await git(folder, ['rev-parse', 'HEAD', '--all']).catch(() => undefined);
  // Each waited 50 ms longer than one that prints something.
  expect(quiet).toBeLessThan(2 * (performance.now() - began - quiet) + 400);
});

it('ends a command at an abort, with the reason of that', async () => {
  const abort = new AbortController();
  const running = run('touch begun; sleep 60', abort.signal);
  await starts('begun');
  abort.abort(new Error('cancelled by the test'));
  await expect(running).rejects.toThrow('cancelled by the test');
});

it('lets what runs in it fail when it is killed, ends what that has left, and another goes on', async () => {
  const [pid] = await servers();
  const running = run('touch half; sleep 60; touch whole');
  await starts('half');
  process.kill(pid!, 'SIGKILL');
  await expect(running).rejects.toThrow('the process that starts git and commands has ended (SIGKILL)');
  expect(await run('echo again')).toMatchObject({ exitCode: 0, output: 'again\n' });
  expect((await servers()).filter((one) => one !== pid)).toHaveLength(1);
});

it('ends with the process that it works for, however that ends', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { useForkServer } = await import('${root}/dist/src/fork-server.js');
       const { git } = await import('${root}/dist/src/git/git.js');
       useForkServer('${MAIN}', process.env, async () => {});
       console.log(await git('${folder}', ['rev-parse', '--git-dir']));
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(parent.stdout, 'data');
  const [pid] = await servers(parent.pid);
  const identity = identityOf(pid!)!;
  parent.kill('SIGKILL');
  for (let waited = 0; !isDead(identity) && waited < 10_000; waited += 20) await sleep(20);
  expect(isDead(identity)).toBe(true);
});
