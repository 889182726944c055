import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { msToTs } from '@temporalio/common/lib/time.js';
import { createWatch } from '../../src/signs-of-life.js';
import { handBack, KEEP_MS, leaveSilent, workerIdentity } from '../../src/workers/hand-back.js';
import { giveSign } from '../../src/workers/notes.js';
import { featureId } from '../../src/workflows/messages.js';
import { otherProcess, type OtherProcess } from '../helpers/other-process.js';
import { openSwarm, type Swarm } from '../helpers/swarm.js';

const SCHEDULE_ACTIVITY_TASK = 1;
const WAIT_MS = 30_000;
const QUEUE = { name: 'raw' };
const HOST = 'a-host';

/** Temporal's side of a worker, without one: its polls are made here. */
describe('the step of a worker that is killed before it could note it', () => {
  let swarm: Swarm;
  let dying: OtherProcess;
  let home: string;
  let count = 0;

  beforeAll(async () => {
    swarm = await openSwarm({ script: {}, idle: true });
    home = swarm.environment['PIV_HOME']!;
    await mkdir(home, { recursive: true });
    await writeFile(path.join(home, 'host-id'), `${HOST}\n`);
  });
  afterAll(() => swarm.close());
  beforeEach(async () => {
    dying = await otherProcess();
    await mkdir(path.join(home, 'tmp', dying.identity), { recursive: true });
  });
  afterEach(() => dying.kill());

  const service = () => swarm.client.workflowService;
  const namespace = 'default';
  const asked = <T>(poll: () => Promise<T>) => swarm.client.connection.withDeadline(Date.now() + WAIT_MS, poll);

  /** A workflow of this type that waits for one step, which a worker of that name has been given. */
  async function given(workflowType: string, identity: string): Promise<string> {
    count += 1;
    const workflowId = featureId(`given-${count}`);
    await swarm.client.workflow.start(workflowType, { workflowId, taskQueue: QUEUE.name });
    const { taskToken } = await asked(() => service().pollWorkflowTaskQueue({ namespace, taskQueue: QUEUE, identity }));
    const step = {
      activityId: '1',
      activityType: { name: 'callModel' },
      taskQueue: QUEUE,
      startToCloseTimeout: msToTs('10 minutes'),
      heartbeatTimeout: msToTs('10 minutes'),
      retryPolicy: { initialInterval: msToTs('1 second'), maximumAttempts: 2 },
    };
    const commands = [{ commandType: SCHEDULE_ACTIVITY_TASK, scheduleActivityTaskCommandAttributes: step }];
    await service().respondWorkflowTaskCompleted({ namespace, taskToken, identity, commands });
    await asked(() => service().pollActivityTaskQueue({ namespace, taskQueue: QUEUE, identity }));
    return workflowId;
  }

  const attemptOf = async (workflowId: string) =>
    (await swarm.client.workflow.getHandle(workflowId).describe()).raw.pendingActivities?.[0];

  it('is tried again at once', async () => {
    const workflowId = await given('featureWorkflow', workerIdentity(HOST, dying.identity));
    await dying.kill();
    await handBack(home, swarm.client, KEEP_MS);
    expect(await attemptOf(workflowId)).toMatchObject({
      attempt: 2,
      lastFailure: { message: 'the worker was killed' },
    });
    expect(existsSync(path.join(home, 'tmp', dying.identity))).toBe(true);
    await handBack(home, swarm.client);
    expect(existsSync(path.join(home, 'tmp', dying.identity))).toBe(false);
  });

  it('stays where its worker is another one of the same number', async () => {
    const pid = Number.parseInt(dying.identity, 10);
    const workflowId = await given('featureWorkflow', workerIdentity(HOST, `${pid}.1`));
    await dying.kill();
    await handBack(home, swarm.client);
    expect(await attemptOf(workflowId)).toMatchObject({ attempt: 1 });
  });

  it('leaves no folder behind where its worker was in another container, once that gives no sign of life', async () => {
    const [silent, alive] = ['1.1.0-0-1', '2.1.0-0-1'];
    const watch = createWatch();
    for (const worker of [silent, alive]) await giveSign(home, worker);
    const left = () => [silent, alive].map((worker) => existsSync(path.join(home, 'tmp', worker)));
    await leaveSilent(home, watch, 60);
    expect(left()).toEqual([true, true]);
    await sleep(80);
    await giveSign(home, alive);
    await leaveSilent(home, watch, 60);
    expect(left()).toEqual([false, true]);
  });

  it('stays where it is of no workflow of ours', async () => {
    const workflowId = await given('anotherWorkflow', workerIdentity(HOST, dying.identity));
    await dying.kill();
    await handBack(home, swarm.client);
    expect(await attemptOf(workflowId)).toMatchObject({ attempt: 1 });
  });
});
