import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Script } from '../../examples/scripted-model/script.js';
import type { WorkerProcess } from '../../scripts/demo/stage.js';
import type { FeatureHandle } from '../../src/client.js';
import { git } from '../../src/git/git.js';
import type { FeatureInput } from '../../src/types.js';
import { taskWorkflowId } from '../../src/workflows/messages.js';
import { subjects } from '../helpers/person.js';
import { quickScript } from '../helpers/quick-script.js';
import { blocked, openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';
import { filesEnding, lineTo, type Line } from './cuts.js';

jest.setTimeout(400_000);

/** What waits is not to give up while the tests before take their time. */
const LONGER_THAN_ALL = 600;
const MARK = path.join('node_modules', '.waits');
const GO = path.join('node_modules', '.go');

/** A command that waits on one host only, named by its PIV_HOME, and shows there that it does; it goes on when told to. */
const waitsOn = (home: string) => {
  const wait = `mkdir -p node_modules && touch ${MARK} && until test -e ${GO}; do sleep 0.1; done`;
  return `case $PWD in */${home}/*) ${wait};; esac`;
};

const small = quickScript();
const first = (key: string, command: string): Script => ({
  ...small,
  [key]: [{ calls: [{ name: 'run', input: { command, timeoutSeconds: LONGER_THAN_ALL } }] }, ...small[key]!],
});
const SCRIPTS: Record<string, Script> = {
  'in-tools': first('task-001/red/1', waitsOn('home')),
  alone: {
    ...first('task-001/green/1', waitsOn('home')),
    'task-001/red/2': small['task-001/red/1']!,
    'task-001/green/2': small['task-001/green/1']!,
  },
  stays: first('task-001/red/1', waitsOn('second')),
  late: first('task-001/green/1', waitsOn('second')),
};
/** Heartbeat timeout and 5 s; and what a machine takes longer that runs other tests beside this one. */
const PROMISED_MS = 15_000;
const BUSY_MS = 5_000;
const FOUR = ['one-of-four', 'two-of-four', 'three-of-four', 'four-of-four'];
const COMMIT = 'feat(models): Create User model';

/** Hosts are workers with a PIV_HOME each: the first is lost for good, the second is stopped for a while. */
describe('with several hosts', () => {
  let swarm: Swarm;
  let second: WorkerProcess;
  let line: Line;
  let remote: string;
  let shared: string;
  let waiting: string[];
  let lostAt: number;
  const features: Record<string, FeatureHandle> = {};

  const start = async (name: string, repo: string, hosts: FeatureInput['hosts']) => {
    features[name] = await swarm.start({ repo, name, autoApprove: true, hosts });
  };
  const finished = (name: string) => until(features[name]!, (now) => passed(now) || blocked(now));
  /** Gives the worktree that a command waits in. */
  const waits = async (home: string, name: string): Promise<string> => {
    const folder = path.join(swarm.room, home, 'worktrees');
    for (;;) {
      const [mark] = await filesEnding(folder, path.join(`${name}.task-001`, MARK));
      if (mark) return path.join(folder, mark.slice(0, -MARK.length));
      await sleep(50);
    }
  };
  const repeatedOf = (name: string) => [
    ...new Set(
      swarm.model.requests.flatMap(({ feature, repeated, key, turn }) =>
        feature === name && repeated ? [`${key} ${turn}`] : [],
      ),
    ),
  ];

  beforeAll(async () => {
    swarm = await openSwarm({ script: (feature) => SCRIPTS[feature] ?? small });
    const origin = await swarm.repository('origin');
    await git(swarm.room, ['clone', '--quiet', '--bare', origin, 'remote.git']);
    remote = path.join(swarm.room, 'remote.git');
    const alone = await swarm.repository('alone');
    shared = await swarm.repository('shared');

    const call = swarm.model.hold('task-001/green/1', 3);
    await Promise.all([
      start('in-tools', `file://${remote}`, 'many'),
      start('in-call', `file://${remote}`, 'many'),
      start('alone', alone, 'many'),
    ]);
    await Promise.all([waits('home', 'in-tools'), call.reached, waits('home', 'alone')]);
    line = await lineTo(swarm.server.address);
    second = await swarm.startHost('second', { TEMPORAL_ADDRESS: line.address });
    await swarm.killWorker();
    lostAt = Date.now();
    await rm(path.join(swarm.room, 'home'), { recursive: true, maxRetries: 5 });
    await olderCopy(alone, 'piv/alone');
    call.release();
    await Promise.all([start('stays', shared, 'one'), start('late', `file://${remote}`, 'many')]);
    waiting = await Promise.all([waits('second', 'stays'), waits('second', 'late')]);
    await swarm.startHost('third');
    await Promise.all(FOUR.map((name) => start(name, shared, 'many')));
  });
  afterAll(async () => {
    await swarm.close();
    await line.close();
  });

  it('another host goes on with a task whose host is gone, from where it was, within the promised time', async () => {
    const status = await finished('in-tools');
    expect(status).toMatchObject({ status: 'passed', validation: { verdict: 'PASSED' } });
    expect(status.tasks[0]!.note).toMatch(/^host .* took no steps; host .* went on$/);
    expect(await subjects(remote, 'piv/in-tools')).toEqual([COMMIT]);
    expect(repeatedOf('in-tools')).toEqual([]);
    expect((await takenOverAt(swarm, 'in-tools')) - lostAt).toBeLessThan(PROMISED_MS + BUSY_MS);
  });

  it('goes back to the last turn whose work was pushed, and repeats no call before that', async () => {
    const status = await finished('in-call');
    expect(status).toMatchObject({ status: 'passed', validation: { verdict: 'PASSED' } });
    expect(await subjects(remote, 'piv/in-call')).toEqual([COMMIT]);
    expect(repeatedOf('in-call').filter((turn) => !/green\/1 [23]$/.test(turn))).toEqual([]);
    expect(repeatedOf('in-call')).toContain('task-001/green/1 3');
    const pushes = (await stepsOf(swarm, 'in-call')).filter(({ type }) => type === 'shareWork');
    expect(pushes.length).toBeGreaterThan(0);
  });

  it('starts a task again from its base where no remote is shared, and says why', async () => {
    const status = await finished('alone');
    expect(status).toMatchObject({ status: 'passed', validation: { verdict: 'PASSED' } });
    expect(status.tasks[0]!.note).toMatch(/is gone with work that it alone had; it starts again from its base commit/);
    expect(status.notes).toContainEqual(expect.stringContaining('has no remote "origin"'));
    expect(await subjects(status.repo, 'piv/alone')).toEqual([COMMIT]);
  });

  it('lands four features of one repository side by side, and takes no busy host for a dead one', async () => {
    for (const name of FOUR) {
      const status = await finished(name);
      expect(status).toMatchObject({ status: 'passed', validation: { verdict: 'PASSED' } });
      expect(status.tasks[0]!.note).toBeUndefined();
      expect(await subjects(shared, `piv/${name}`)).toEqual([COMMIT]);
      expect(repeatedOf(name)).toEqual([]);
    }
  });

  it('has the pause point on the remote too, until the feature is resumed', async () => {
    await start('paused', `file://${remote}`, 'many');
    await until(features['paused']!, ({ phase }) => phase === 'execute');
    await features['paused']!.pause();
    await until(features['paused']!, ({ status }) => status === 'paused');
    expect(await subjects(remote, 'piv/paused')).toEqual(['WIP: Pause point for paused']);
    await features['paused']!.resume();
    expect(await finished('paused')).toMatchObject({ status: 'passed', validation: { verdict: 'PASSED' } });
    expect(await subjects(remote, 'piv/paused')).toEqual([COMMIT]);
  });

  it('waits for a host that is stopped where there is to be one only, says so, and goes on with it', async () => {
    second.process.kill('SIGSTOP');
    line.drop();
    for (const worktree of waiting) await writeFile(path.join(worktree, GO), '');
    const status = await until(features['stays']!, ({ waitingFor }) => waitingFor !== undefined);
    expect(status).toMatchObject({ status: 'waiting', waitingFor: { what: 'person' } });
    expect(status.waitingFor!.text).toMatch(/^no worker of host .* takes its steps; start one there: piv worker$/);
    second.process.kill('SIGCONT');
    expect(await finished('stays')).toMatchObject({ status: 'passed', validation: { verdict: 'PASSED' } });
    expect(await subjects(shared, 'piv/stays')).toEqual([COMMIT]);
    expect(repeatedOf('stays')).toEqual([]);
  });

  it('lets a host that was taken for dead come back without harm', async () => {
    const status = await finished('late');
    expect(status).toMatchObject({ status: 'passed', validation: { verdict: 'PASSED' } });
    expect(status.tasks[0]!.note).toMatch(/host .* went on$/);
    expect(await subjects(remote, 'piv/late')).toEqual([COMMIT]);
    expect(repeatedOf('late')).toEqual([]);
  });

  it('leaves no ref but branches and records, no lock, and nothing that the model did not expect', async () => {
    for (const repo of [remote, path.join(shared, '.git')]) {
      expect(await git(repo, ['fsck', '--strict', '--no-dangling'])).toBe('');
      expect(await filesEnding(repo, '.lock')).toEqual([]);
      const refs = (await git(repo, ['for-each-ref', '--format=%(refname)'])).trim().split('\n');
      expect(refs.filter((ref) => !/^refs\/(heads\/|piv\/[^/]+\/record$)/.test(ref))).toEqual([]);
    }
    expect(swarm.model.violations).toEqual([]);
  });
});

/** The repository as a host has it that shares nothing with the first: its branches, but no work in between. */
async function olderCopy(repo: string, branch: string): Promise<void> {
  const gone = `${repo}-gone`;
  await rename(repo, gone);
  await git(path.dirname(repo), ['clone', '--quiet', '--no-local', '--branch', 'main', gone, repo]);
  await git(repo, ['branch', '--quiet', branch, `origin/${branch}`]);
}

/** When the first step of the task was scheduled on another host than its first one. */
async function takenOverAt(swarm: Swarm, name: string): Promise<number> {
  const steps = await stepsOf(swarm, name);
  return steps.find(({ queue }) => queue !== steps[0]!.queue)!.at;
}

/** What the task had done on hosts. */
async function stepsOf({ client }: Swarm, name: string) {
  const { events } = await client.workflow.getHandle(taskWorkflowId(name, 'task-001')).fetchHistory();
  return (events ?? []).flatMap(({ eventTime, activityTaskScheduledEventAttributes: step }) => {
    const queue = step?.taskQueue?.name ?? '';
    const at = Number(eventTime!.seconds) * 1000 + (eventTime!.nanos ?? 0) / 1e6;
    return queue.startsWith('piv-host-') ? [{ queue, at, type: step?.activityType?.name ?? '' }] : [];
  });
}
