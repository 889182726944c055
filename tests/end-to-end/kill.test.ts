import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Script } from '../../examples/scripted-model/script.js';
import { run } from '../../examples/user-authentication/script/calls.js';
import type { FeatureHandle } from '../../src/client.js';
import { git } from '../../src/git/git.js';
import { openRepository } from '../../src/git/repository.js';
import { worktreeDir } from '../../src/git/worktree.js';
import { featureId, taskWorkflowId } from '../../src/workflows/messages.js';
import { quickScript } from '../helpers/quick-script.js';
import { blocked, openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';
import { appears, filesEnding, gitThatStopsBeforeLanding, lineTo, waitingOnce, type Line } from './cuts.js';

jest.setTimeout(400_000);
const waiting = waitingOnce('in-tools');
const quick = quickScript();
const script: Script = { ...quick, 'task-001/red/1': [{ calls: [run(waiting.command)] }, ...quick['task-001/red/1']!] };

/** Four features of one repository, each at another point when their worker is killed; then a fifth, and the server. */
describe('after a kill', () => {
  let swarm: Swarm;
  let repo: string;
  let line: Line;
  let landedAtKill: string;
  const features: Record<string, FeatureHandle> = {};
  const start = async (name: string) => {
    features[name] = await swarm.start({ repo, name, autoApprove: true });
  };

  beforeAll(async () => {
    swarm = await openSwarm({ script });
    repo = await swarm.repository();
    line = await lineTo(swarm.server.address);
    const landing = await gitThatStopsBeforeLanding(swarm.room, 'in-landing');
    await swarm.worker!.stop();
    const PATH = [landing.bin, process.env['PATH']].join(path.delimiter);
    await swarm.startWorker({ PATH, TEMPORAL_ADDRESS: line.address });

    await Promise.all([start('in-landing'), start('in-tools')]);
    await appears(landing.reached);
    await appears(waiting.reached(await worktreeOf(swarm, repo, 'in-tools.task-001')));
    const call = swarm.model.hold('task-001/green/1', 2);
    await start('in-call');
    await call.reached;
    const reply = swarm.model.hold('prime', 1);
    await start('in-reply');
    await reply.reached;
    await spooled(swarm, featureId('in-reply'), () => {
      line.cut();
      reply.release();
    });

    await swarm.killWorker();
    landedAtKill = (await git(repo, ['rev-list', '--count', '--branches', '--not', 'main'])).trim();
    call.release();
    await swarm.startWorker();
  });

  afterAll(async () => {
    await swarm.close();
    await line.close();
  });

  const finished = async (name: string) => {
    const { status } = await until(features[name]!, (now) => passed(now) || blocked(now));
    return { status, repeated: repeatedCalls(swarm, name), commits: await commitsOf(repo, name) };
  };
  const ONE_COMMIT = [
    { subject: 'feat(models): Create User model', files: ['src/models/user.js', 'test/unit/user-model.test.js'] },
  ];

  it.each([
    ['during a call of the model', 'in-call', 'makes that one call again', ['task-001/green/1 2']],
    ['during a turn of tools', 'in-tools', 'starts from the tree that the turn started from', []],
    ['between a commit and the move of its branch', 'in-landing', 'lands that commit once', []],
    ['between the arrival of a reply and its report', 'in-reply', 'does not ask for it again', []],
  ])('%s (%s), the next worker %s', async (_point, name, _result, repeated) => {
    expect(landedAtKill).toBe('0');
    expect(await finished(name)).toEqual({ status: 'passed', repeated, commits: ONE_COMMIT });
  });

  it('of the Temporal server, its next start on the same database goes on, with no call repeated', async () => {
    const held = swarm.model.hold('task-001/green/1', 2);
    await start('in-server');
    await held.reached;
    await spooled(swarm, taskWorkflowId('in-server', 'task-001'), async () => {
      await swarm.killServer();
      held.release();
    });
    await swarm.startServerAgain();
    expect(await finished('in-server')).toEqual({ status: 'passed', repeated: [], commits: ONE_COMMIT });
  });

  it('nothing is broken or left over in the repository, and the model was asked nothing that it did not expect', async () => {
    expect(await git(repo, ['fsck', '--strict', '--no-dangling'])).toBe('');
    expect(await filesEnding(path.join(repo, '.git'), '.lock')).toEqual([]);
    expect((await git(repo, ['worktree', 'list'])).trim().split('\n')).toHaveLength(1);
    expect(swarm.model.violations).toEqual([]);
    expect(swarm.model.leftovers()).toEqual([]);
  });
});

const repeatedCalls = ({ model }: Swarm, name: string) =>
  model.requests
    .filter(({ feature, repeated }) => feature === name && repeated)
    .map(({ key, turn }) => `${key} ${turn}`);

/** Does `release`, then waits until a new reply is kept under PIV_HOME for this workflow. */
async function spooled(swarm: Swarm, workflowId: string, release: () => Promise<void> | void): Promise<void> {
  const { runId } = await swarm.client.workflow.getHandle(workflowId).describe();
  const folder = path.join(swarm.environment['PIV_HOME']!, 'spool', runId);
  const before = await filesEnding(folder, '.json');
  await release();
  for (;;) {
    const kept = await filesEnding(folder, '.json');
    if (kept.some((file) => !before.includes(file))) return;
    await sleep(20);
  }
}

async function worktreeOf({ environment }: Swarm, repo: string, name: string): Promise<string> {
  return worktreeDir(environment['PIV_HOME']!, await openRepository(repo), name);
}

async function commitsOf(repo: string, name: string): Promise<{ subject: string; files: string[] }[]> {
  const log = await git(repo, ['log', '--reverse', '--format=%x00%s', '--name-only', `main..piv/${name}`]);
  return log
    .split('\0')
    .slice(1)
    .map((commit) => commit.trim().split(/\n+/))
    .map(([subject = '', ...files]) => ({ subject, files }));
}
