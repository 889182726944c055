import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTemporal } from '../../scripts/temporal.js';
import type { FeatureHandle } from '../../src/client.js';
import { reached } from '../helpers/held.js';
import { quickScript } from '../helpers/quick-script.js';
import { openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';
import { collect, spawnPiv } from '../scripts/piv-process.js';

jest.setTimeout(400_000);

/** A team's worker of build `two` takes over from one of build `one` while a task runs there. */
describe('of two builds of a worker deployment', () => {
  let swarm: Swarm;
  let feature: FeatureHandle;
  const workers: Record<string, ChildProcess> = {};

  beforeAll(async () => {
    swarm = await openSwarm({ script: quickScript(2) });
    const first = swarm.model.hold('prime', 1);
    feature = await swarm.start({ repo: await swarm.repository(), autoApprove: true });
    await reached(feature, first);
    await startBuild('one');
    first.release();
    const held = swarm.model.hold('task-001/green/1', 1);
    await reached(feature, held);
    await swarm.worker!.stop();
    await startBuild('two');
    held.release();
    await until(feature, passed);
  });

  afterAll(async () => {
    for (const worker of Object.values(workers)) {
      const ended = worker.exitCode === null && once(worker, 'exit');
      worker.kill('SIGTERM');
      await ended;
    }
    await swarm.close();
  });

  /** Starts a worker, and does what it says is next: to make its build the current one. */
  async function startBuild(build: string): Promise<void> {
    const worker = spawnPiv(['worker'], { ...swarm.environment, PIV_DEPLOYMENT: 'team', PIV_BUILD_ID: build });
    workers[build] = worker;
    const output = collect(worker.stdout);
    while (!output().includes('Next: ') && worker.exitCode === null) await sleep(20);
    const [, next = ''] = /^Next: temporal (.*)$/m.exec(output()) ?? [];
    const env = { ...process.env, TEMPORAL_ADDRESS: swarm.server.address };
    const temporal = await findTemporal(() => {});
    const makeCurrent = () => promisify(execFile)(temporal, next.split(' '), { env });
    // The server may not have heard of a worker yet that has just started.
    await makeCurrent().catch(() => sleep(2_000).then(makeCurrent));
  }

  /** By build: who did the steps of a workflow, and how its workflow tasks were routed. */
  async function historyOf(workflowId: string) {
    const { events } = await swarm.client.workflow.getHandle(workflowId).fetchHistory();
    const decided = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: task }) => task ?? []);
    const started = (events ?? []).flatMap(({ activityTaskStartedEventAttributes: step }) => step ?? []);
    const buildOf = (identity: string) =>
      Object.entries({ ...workers, none: swarm.worker!.process }).find(([, { pid }]) =>
        identity.includes(`:${pid}.`),
      )?.[0] ?? identity;
    return {
      behaviors: unique(decided.map(({ versioningBehavior }) => versioningBehavior)),
      decidedBy: unique(decided.map(({ deploymentVersion }) => deploymentVersion?.buildId)),
      doneBy: unique(started.map(({ identity }) => buildOf(identity ?? ''))),
    };
  }

  it('the one that began a task ends it, also when the other is the current one', async () => {
    expect(await historyOf('feature-user-authentication/task-001')).toEqual({
      behaviors: [PINNED],
      decidedBy: ['one'],
      doneBy: ['one'],
    });
  });

  it('the current one begins the next task', async () => {
    expect(await historyOf('feature-user-authentication/task-002')).toEqual({
      behaviors: [PINNED],
      decidedBy: ['two'],
      doneBy: ['two'],
    });
  });

  it('a feature that began without versions goes over to the one and then to the other, and nothing is asked for again', async () => {
    expect(await historyOf('feature-user-authentication')).toEqual({
      behaviors: [UNSPECIFIED, AUTO_UPGRADE],
      decidedBy: [undefined, 'one', 'two'],
      doneBy: ['none', 'one', 'two'],
    });
    expect(swarm.model.requests.filter(({ repeated }) => repeated)).toEqual([]);
    expect(swarm.model.violations).toEqual([]);
    expect(swarm.model.leftovers()).toEqual([]);
  });
});

/** As the server writes them into a history. */
const [UNSPECIFIED, PINNED, AUTO_UPGRADE] = [0, 1, 2];
const unique = <T>(values: T[]) => [...new Set(values)];
