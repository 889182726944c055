import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../examples/user-authentication/script/calls.js';
import { featureHandle, type FeatureHandle } from '../../src/client.js';
import type { Status } from '../../src/types.js';
import { featureId, TASK_QUEUE } from '../../src/workflows/messages.js';
import { quickScript, STORE } from '../helpers/quick-script.js';
import { openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';

jest.setTimeout(400_000);

const SLUG = 'overtaken';
/** Longer than a dead worker's own queue is waited for. */
const STICKY_MS = 2_500;

const asks = (status: Status) => status.waitingFor?.what === 'answers' && status.status === 'waiting';

/**
 * A worker dies with a workflow task in its hands while somebody asks for the status, and the next worker gets the
 * question before the task. The news in that task, and what comes after it, must count in the same order for ever.
 */
describe('a query that overtakes the workflow task of a dead worker', () => {
  let swarm: Swarm;
  let feature: FeatureHandle;
  const questions: Promise<unknown>[] = [];

  beforeAll(async () => {
    const discuss = [{ calls: [submit<'discuss'>({ questions: [STORE] })] }];
    swarm = await openSwarm({ script: { ...quickScript(), discuss } });
    const repo = await swarm.repository();
    // With the task timeout of a plain start: time enough for what has to happen within one.
    const start = { workflowId: featureId(SLUG), taskQueue: TASK_QUEUE };
    const input = { repo, request: 'Add user authentication with JWT tokens', autoApprove: true };
    await swarm.client.workflow.start('featureWorkflow', { ...start, args: [input] });
    feature = featureHandle(swarm.client, SLUG);
    await until(feature, asks);
  });
  afterAll(async () => {
    await Promise.all(questions);
    await swarm.close();
  });

  it('does not decide what the workflow has seen first', async () => {
    await swarm.killWorker();
    for (let n = 0; n < 20; n += 1) ask();
    await feature.pause();
    await sleep(STICKY_MS);
    await takeWorkflowTask();
    await swarm.startWorker();
    await Promise.race(questions);
    await feature.resume();
    await until(feature, asks);
    await swarm.killWorker();
    await swarm.startWorker();
    await feature.answer([{ id: STORE.id, answer: STORE.recommended }]);
    const { status } = await until(feature, passed);
    expect(status).toBe('passed');
    expect(await failedTasks()).toEqual([]);
  });

  /** As the worker that will never finish it. Questions that it gets instead are asked again, so that some are left. */
  async function takeWorkflowTask(): Promise<void> {
    const { connection, workflowService } = swarm.client;
    const taskQueue = { name: TASK_QUEUE, kind: 1 };
    for (;;) {
      const polled = await connection.withDeadline(Date.now() + 20_000, () =>
        workflowService.pollWorkflowTaskQueue({ namespace: 'default', taskQueue, identity: 'dead' }),
      );
      if (Number(polled.startedEventId) > 0) return;
      ask();
    }
  }

  /** A question settles as soon as a worker has answered, or said that it can't. */
  function ask(): void {
    const { connection, workflow } = swarm.client;
    const query = () => workflow.getHandle(featureId(SLUG)).query('status');
    questions.push(connection.withDeadline(Date.now() + 15_000, query).catch(() => undefined));
  }

  async function failedTasks(): Promise<unknown[]> {
    const execution = { workflowId: featureId(SLUG) };
    const found = await swarm.client.workflowService.getWorkflowExecutionHistory({ namespace: 'default', execution });
    return (found.history?.events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed ?? []);
  }
});
