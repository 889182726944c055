import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Script } from '../../examples/scripted-model/script.js';
import { run, submit, writeFile } from '../../examples/user-authentication/script/calls.js';
import type { FeatureHandle } from '../../src/client.js';
import type { Status } from '../../src/types.js';
import { addUsage } from '../../src/usage.js';
import { subjects } from '../helpers/person.js';
import { quickScript, STORE } from '../helpers/quick-script.js';
import { openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';
import { pageOf } from '../helpers/web-ui.js';

jest.setTimeout(400_000);

const TURNS = 100;

/** A task with some two hundred turns, each with a result that is worth leaving out. */
function longTask(): Script {
  const script = quickScript();
  const look = (n: number) => ({ calls: [run(`seq ${n} 900`)] });
  const looks = Array.from({ length: TURNS }, (_, n) => look(n));
  const draft = { calls: [writeFile('docs/draft.md', 'A draft of many words. '.repeat(400))] };
  const undo = { calls: [run('rm -r docs')] };
  return {
    ...script,
    'task-001/red/1': [...looks, ...script['task-001/red/1']!],
    'task-001/green/1': [draft, ...looks, undo, ...script['task-001/green/1']!],
  };
}

/** Temporal suggests a new run after some 60 events here; its default is 4,096. */
describe('workflows with a long life', () => {
  let swarm: Swarm;
  let repo: string;
  beforeAll(async () => {
    swarm = await openSwarm({
      script: (feature) =>
        feature === 'long-task'
          ? longTask()
          : { ...quickScript(3), discuss: [{ calls: [submit<'discuss'>({ questions: [STORE] })] }] },
      settings: ['limit.historyCount.suggestContinueAsNew=60'],
    });
    repo = await swarm.repository();
  });
  afterAll(() => swarm.close());

  const usageOf = (name: string) =>
    swarm.model.requests
      .filter(({ feature }) => feature === name)
      .map(({ usage }) => usage)
      .reduce(addUsage);

  /** Runs of a workflow, the latest first. */
  async function runsOf(workflowId: string): Promise<{ status: string; events: number }[]> {
    const runs = [];
    for await (const one of swarm.client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
      runs.push({ status: one.status.name, events: one.historyLength });
    }
    return runs;
  }

  it('go on as new runs, within a task of two hundred turns, whose conversation is cut short, and cost nothing twice', async () => {
    const feature = await swarm.start({ repo, name: 'long-task', autoApprove: true, sessionTokens: 5_000_000 });
    const status = await until(feature, passed, 280);
    const runs = await runsOf('feature-long-task/task-001');
    expect(runs.length).toBeGreaterThan(10);
    expect(runs.map((one) => one.status)).toEqual(['COMPLETED', ...runs.slice(1).map(() => 'CONTINUED_AS_NEW')]);
    expect(Math.max(...runs.map(({ events }) => events))).toBeLessThan(120);
    const page = await pageOf(swarm.client, 'feature-long-task/task-001');
    expect(page.details).toContain('**task-001** Create User model');
    expect(status.usage).toMatchObject(usageOf('long-task'));
    expect(status.tasks[0]).toMatchObject({ status: 'done', attempts: 1 });
    expect(await subjects(repo, 'piv/long-task')).toEqual(['feat(models): Create User model']);
  });

  it('carry questions, pauses, sessions and plans from run to run of a feature', async () => {
    const feature = await swarm.start({ repo, name: 'long-life' });
    await until(feature, waitsFor('answers'));
    await storm(feature, 30);
    expect((await until(feature, waitsFor('answers'))).decisions).toMatchObject([{ id: 'store' }]);
    await feature.answer([{ id: 'store', answer: 'In a file' }]);
    const { planHash } = await until(feature, waitsFor('approval'));
    await feature.pause('before approval');
    await until(feature, paused);
    await feature.approve(planHash);
    await feature.resume();
    const status = await until(feature, passed, 200);
    const runs = await runsOf('feature-long-life');
    expect(runs.length).toBeGreaterThan(2);
    const { details } = await pageOf(swarm.client, 'feature-long-life');
    expect(details).toMatch(/^Add user authentication with JWT tokens\n\n\*\*passed\*\*/);
    expect(status.decisions).toMatchObject([{ id: 'store', answer: 'In a file' }]);
    expect(status.planHash).toBe(planHash);
    expect(status.commits.map(({ task }) => task).toSorted()).toEqual(['task-001', 'task-002', 'task-003']);
    expect(status.usage).toMatchObject(usageOf('long-life'));
    expect(status.tokens).toBe(status.sessions.reduce((sum, { tokens }) => sum + tokens, 0));
    expect(status.summary!.seconds).toBeGreaterThan(5);
    expect(await subjects(repo, 'piv/long-life')).toHaveLength(3);
  });

  it('ask the model nothing that it did not expect, and nothing twice', () => {
    expect(swarm.model.violations).toEqual([]);
    expect(swarm.model.requests.filter(({ repeated }) => repeated)).toEqual([]);
    expect(swarm.model.leftovers()).toEqual([]);
  });
});

const paused = ({ status }: Status) => status === 'paused';
const waitsFor = (what: string) => (now: Status) => now.status === 'waiting' && now.waitingFor?.what === what;

/** Ends with a resume. */
async function storm(feature: FeatureHandle, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await feature.pause(`storm ${n}`);
    await feature.resume();
  }
}
