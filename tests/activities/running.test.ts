import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Place } from '../../src/activities/dependencies.js';
import { openWorkspace, type Workspace } from '../../src/activities/workspace.js';
import { asStep } from '../../src/git/lease.js';
import { runCommand } from '../../src/sandbox/run.js';
import { openBench, withTexts, type Bench } from './bench.js';

/** How commands run where piv.config.yaml says so: environment, limits, and copied files. */

let bench: Bench;
let at: Awaited<ReturnType<Bench['repository']>>;
let tree: string;

beforeAll(async () => {
  bench = await openBench();
  at = await bench.repository('running');
  const texts = { '.env.example': 'PORT=80\n', '.gitignore': '.env\nmade/\n' };
  tree = await withTexts(at.repo, at.tree, texts);
  process.env['STACK_TOKEN'] = 'given';
});
afterAll(async () => {
  delete process.env['STACK_TOKEN'];
  await bench.close();
});

const RUNNING = {
  copy: { '.env.example': '.env' },
  env: { set: { APP_ENV: 'test' } },
  limits: { tests: 30, memory: 512 },
};

function opened(name: string, more: Partial<Place> = {}): Promise<Workspace> {
  const place = { ...at.place, running: RUNNING, env: ['STACK_TOKEN'], ...more };
  const where = { name, commit: at.commit, tree };
  return asStep((signal) => openWorkspace(bench.dependencies(), place, where, signal));
}

async function saying(name: string, command: string, more: Partial<Place> = {}): Promise<string> {
  const { confine } = await opened(name, more);
  return (await runCommand(command, confine, { timeoutMs: 60_000 })).output.trim();
}

describe('what piv.config.yaml says of how commands run', () => {
  it.each(['task-001', 'task-001.check'])('is so in the worktree %s', async (name) => {
    expect(await saying(name, 'echo "$APP_ENV $STACK_TOKEN"; cat .env')).toBe('test given\nPORT=80');
  });

  it('is there for set-up, and what an agent has made of a copy is not where it is judged', async () => {
    const setup = 'mkdir -p made && cp .env made/seen';
    expect(await saying('set.check', 'cat made/seen .env', { setup })).toBe('PORT=80\nPORT=80');
    await saying('task-002', 'echo PORT=1 > .env');
    expect(await saying('task-002', 'cat .env')).toBe('PORT=1');
    expect(await saying('task-002.check', 'cat .env')).toBe('PORT=80');
  });

  it('limits one command, in time and memory', async () => {
    const { confine, longest } = await opened('check');
    expect(longest).toEqual({ tests: 30 * 60_000 });
    expect(confine.limits?.memoryMb).toBeLessThanOrEqual(512);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ absent: '.env' }, /there is no file absent/],
    [{ '.env.example': 'env' }, /git does not ignore env/],
  ])('is refused where %j can not be copied', async (copy, why) => {
    await expect(saying('wrong.check', 'true', { running: { copy } })).rejects.toThrow(why);
  });
});
