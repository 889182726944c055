import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Script } from '../../examples/scripted-model/script.js';
import { run } from '../../examples/user-authentication/script/calls.js';
import type { FeatureHandle } from '../../src/client.js';
import { git } from '../../src/git/git.js';
import type { FeatureInput, Status } from '../../src/types.js';
import { holdingGit, type HoldingGit } from '../helpers/holding-git.js';
import { commitAt, subjects } from '../helpers/person.js';
import { quickScript } from '../helpers/quick-script.js';
import { blocked, openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';
import { runPiv } from '../scripts/piv-process.js';
import { filesEnding } from './cuts.js';

jest.setTimeout(400_000);

const MODEL = 'feat(models): Create User model';
const WIP = (name: string) => `WIP: Pause point for ${name}`;
/** In the process table nobody else sleeps for so long. */
const SLEEP = 'sleep 314.159';
const quick = quickScript();
const [firstRed, ...laterRed] = quick['task-001/red/1']!;
const [firstGreen, ...laterGreen] = quick['task-001/green/1']!;
const [firstPlan, ...laterPlan] = quick['plan']!;
const overloaded = { status: 529, type: 'overloaded_error', message: 'too many', headers: { 'retry-after': '6' } };
const noModel = { status: 404, type: 'not_found_error', message: 'no such model' };
const SCRIPTS: Record<string, Script> = {
  commanding: { ...quick, 'task-001/red/1': [{ calls: [run(SLEEP)] }, firstRed!, ...laterRed] },
  faulty: {
    ...quick,
    plan: [{ ...firstPlan, fault: overloaded }, ...laterPlan],
    'task-001/green/1': [{ ...firstGreen, fault: noModel }, ...laterGreen],
  },
};

const paused = ({ status }: Status) => status === 'paused';
const cancelled = ({ status }: Status) => status === 'cancelled';
const waitsFor = (what: string) => (status: Status) => status.waitingFor?.what === what;

describe('a request at an odd moment', () => {
  let swarm: Swarm;
  let repo: string;
  let holding: HoldingGit;
  const features: Record<string, FeatureHandle> = {};

  const start = async (name: string, input: Partial<FeatureInput> = {}) => {
    features[name] = await swarm.start({ repo, name, autoAnswer: true, autoApprove: true, ...input });
    return features[name];
  };
  const lengthOf = async (workflowId: string) =>
    (await swarm.client.workflow.getHandle(workflowId).describe()).historyLength;

  /** Activities and timers that it has begun. */
  const stepsOf = async (workflowId: string) => {
    const { events } = await swarm.client.workflow.getHandle(workflowId).fetchHistory();
    return (events ?? []).flatMap((event) => {
      if (event.timerStartedEventAttributes) return ['timer'];
      return event.activityTaskScheduledEventAttributes?.activityType?.name ?? [];
    });
  };

  beforeAll(async () => {
    swarm = await openSwarm({ script: (name) => SCRIPTS[name] ?? quick, idle: true });
    repo = await swarm.repository();
    holding = await holdingGit(swarm.room);
    for (const name of ['stormy', 'unbegun']) await start(name, { autoApprove: false });
    await features['stormy']!.pause('before anything');
    await features['stormy']!.pause('again');
    await features['unbegun']!.cancel();
    await swarm.startWorker({ PATH: [holding.bin, process.env['PATH']].join(path.delimiter) });
  });
  afterAll(async () => {
    await holding.close();
    await swarm.close();
  });

  it('a pause before the first step is one there, with nothing asked of the model', async () => {
    const status = await until(features['stormy']!, paused);
    expect(status).toMatchObject({
      phase: 'prime',
      tokens: 0,
      waitingFor: { text: expect.stringContaining('before anything') },
    });
    expect(swarm.model.requests).toEqual([]);
    expect(await subjects(repo, 'piv/stormy')).toEqual([WIP('stormy')]);
    await features['stormy']!.resume();
    await features['stormy']!.resume();
  });

  it('a cancel before the first step leaves nothing', async () => {
    const { ending } = await until(features['unbegun']!, cancelled);
    expect(ending).toBe('Cancelled before it had a branch: nothing was made.');
    expect(await git(repo, ['for-each-ref', 'refs/heads/piv/unbegun', 'refs/piv/unbegun'])).toBe('');
  });

  it('a storm of a thousand pauses and resumes ends as the last of them says, and approves nothing', async () => {
    const feature = features['stormy']!;
    await until(feature, waitsFor('approval'));
    const before = await lengthOf('feature-stormy');
    await storm(feature);
    await feature.pause('the last');
    await until(feature, paused);
    expect((await lengthOf('feature-stormy')) - before).toBeLessThan(3_000);
    await feature.resume();
    const status = await until(
      feature,
      (now) => waitsFor('approval')(now) && now.sessions.at(-1)!.baseline !== undefined,
    );
    expect(status).toMatchObject({ status: 'waiting', phase: 'plan', tasks: [{ status: 'pending' }] });
  });

  it('a wait for a person costs nothing: no timer, no step, no event', async () => {
    await sleep(500);
    const before = await lengthOf('feature-stormy');
    await sleep(3_000);
    expect(await lengthOf('feature-stormy')).toBe(before);
    expect((await stepsOf('feature-stormy')).filter((step) => step === 'timer')).toEqual([]);
  });

  it('a storm while a task works does not make it work while it is paused, or lose anything', async () => {
    const feature = features['stormy']!;
    const held = swarm.model.hold('task-001/red/1', 1);
    await feature.approve();
    await held.reached;
    await storm(feature);
    await feature.pause('the last');
    held.release();
    await until(feature, paused);
    const asked = swarm.model.requests.length;
    const steps = async () => [await stepsOf('feature-stormy'), await stepsOf('feature-stormy/task-001')];
    const before = await steps();
    await sleep(2_000);
    expect(await steps()).toEqual(before);
    expect(swarm.model.requests).toHaveLength(asked);
    await feature.resume();
    const { sessions, tokens } = await until(feature, passed);
    expect(sessions.reduce((sum, one) => sum + one.tokens, 0)).toBe(tokens);
    expect(await subjects(repo, 'piv/stormy')).toEqual([MODEL]);
  });

  it('a pause and a cancel while a task is started are obeyed there', async () => {
    const planned = swarm.model.hold('plan', 2);
    await Promise.all(['pausing', 'starting'].map((name) => start(name)));
    const planning = (name: string) =>
      swarm.model.requests.some(({ feature, key, turn }) => feature === name && key === 'plan' && turn === 2);
    while (!planning('pausing') || !planning('starting')) await sleep(50);
    const holds = await Promise.all(
      ['pausing', 'starting'].map((name) => holding.hold(name, `rev-parse --verify --quiet refs/heads/piv/${name}`)),
    );
    planned.release();
    await Promise.all(holds.map((hold) => hold.reached()));
    await features['pausing']!.pause();
    await features['starting']!.cancel();
    await Promise.all(holds.map((hold) => hold.release()));
    expect(await until(features['pausing']!, paused)).toMatchObject({ tasks: [{ status: 'running', attempts: 0 }] });
    const { ending } = await until(features['starting']!, cancelled);
    expect(ending).toBe('Cancelled before any task had landed. Its branch piv/starting stays.');
    const tasksOf = (name: string) =>
      swarm.model.requests.filter(({ feature, key }) => feature === name && key.startsWith('task-'));
    expect([...tasksOf('pausing'), ...tasksOf('starting')]).toEqual([]);
  });

  it('a pause and a cancel during a landing come after it, with what has landed told', async () => {
    const holds = await Promise.all(
      ['pausing', 'landing'].map((name) => holding.hold(name, `update-ref refs/heads/piv/${name} `)),
    );
    await holds[0]!.release();
    await features['pausing']!.resume();
    await start('landing');
    const second = await holdOnceResumed();
    await Promise.all([second.reached(), holds[1]!.reached()]);
    await features['pausing']!.pause();
    await features['landing']!.cancel();
    await Promise.all([second.release(), holds[1]!.release()]);

    const { tasks } = await until(features['pausing']!, paused);
    expect(tasks).toMatchObject([{ status: 'done' }]);
    expect(await subjects(repo, 'piv/pausing')).toEqual([MODEL, WIP('pausing')]);
    await features['pausing']!.resume();

    const { ending, base } = await until(features['landing']!, cancelled);
    expect(ending).toBe(
      `Cancelled with 1 of 1 tasks landed: their commits stay on piv/landing (git log ${base.slice(0, 12)}..piv/landing), what was proven of them in refs/piv/landing/record.`,
    );
    expect(await subjects(repo, 'piv/landing')).toEqual([MODEL]);
    expect(await git(repo, ['ls-tree', '--name-only', 'refs/piv/landing/record:task-001'])).toBe('green\nred\n');
    await until(features['pausing']!, passed);
    expect(await subjects(repo, 'piv/pausing')).toEqual([MODEL]);
  });

  /** The WIP commit has to come off first: that moves the branch, too. */
  async function holdOnceResumed() {
    await until(
      features['pausing']!,
      ({ sessions, status }) => status === 'running' && sessions.at(-1)!.baseline !== undefined,
    );
    return holding.hold('pausing', 'update-ref refs/heads/piv/pausing ');
  }

  it('a pause while the model is waited for, or a person, is one; what is sent meanwhile acts when it is resumed', async () => {
    const feature = await start('faulty');
    await until(feature, waitsFor('model'));
    await feature.pause();
    await until(feature, paused);
    await feature.resume();
    await until(feature, blocked);
    await feature.pause();
    await until(feature, paused);
    await feature.retry();
    expect((await feature.status()).status).toBe('paused');
    await feature.resume();
    await until(feature, passed);
    expect(await subjects(repo, 'piv/faulty')).toEqual([MODEL]);
  });

  it('a cancel while a command runs ends it; one while paused takes the WIP commit off', async () => {
    await Promise.all([start('commanding'), start('waiting', { autoApprove: false })]);
    const { commanding, waiting } = features;
    while ((await processes(SLEEP)).length === 0) await sleep(50);
    const sent = Date.now();
    await commanding!.cancel();
    while ((await processes(SLEEP)).length > 0) await sleep(50);
    expect(Date.now() - sent).toBeLessThan(10_000);

    await until(waiting!, waitsFor('approval'));
    await waiting!.pause();
    await until(waiting!, paused);
    expect(await subjects(repo, 'piv/waiting')).toEqual([WIP('waiting')]);
    const { code, stdout } = await runPiv(['cancel', 'waiting'], swarm.environment);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Its branch piv/waiting stays.') });
    for (const name of ['commanding', 'waiting']) {
      await until(features[name]!, cancelled);
      expect(await commitAt(repo, `piv/${name}`)).toBe(await commitAt(repo, 'main'));
    }
    await waiting!.resume().catch(() => undefined);
    expect(await waiting!.status()).toMatchObject({ status: 'cancelled' });
  });

  it('nothing is left over, and the model was asked nothing that it did not expect', async () => {
    const refs = await git(repo, ['for-each-ref', '--format=%(refname)', 'refs/piv']);
    expect(
      refs
        .trim()
        .split('\n')
        .map((ref) => ref.split('/')[2]),
    ).toEqual(['faulty', 'landing', 'pausing', 'stormy']);
    expect((await git(repo, ['worktree', 'list'])).trim().split('\n')).toHaveLength(1);
    const worktrees = await filesEnding(path.join(swarm.environment['PIV_HOME']!, 'worktrees'), '');
    expect(worktrees.filter((file) => file.includes('.'))).toEqual([]);
    expect(swarm.model.violations).toEqual([]);
  });
});

/** Many at once, in any order; whoever sends one after it, says how it ends. */
async function storm(feature: FeatureHandle): Promise<void> {
  for (let sent = 0; sent < 1_000; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? feature.resume() : feature.pause())));
  }
}

/** The processes whose command line is this. */
async function processes(command: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).filter((line) => line.replaceAll('\0', ' ').trim() === command);
}
