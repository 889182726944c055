import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Script } from '../../examples/scripted-model/script.js';
import { submit } from '../../examples/user-authentication/script/calls.js';
import { findTemporal } from '../../scripts/temporal.js';
import { git } from '../../src/git/git.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import type { FeatureInput, Status } from '../../src/types.js';
import { quickScript, STORE } from '../helpers/quick-script.js';
import { openSwarm, type Swarm } from '../helpers/swarm.js';
import { filesEnding } from './cuts.js';

jest.setTimeout(400_000);
const script: Script = { ...quickScript(), discuss: [{ calls: [submit<'discuss'>({ questions: [STORE] })] }] };

/** Every command is the plain Temporal CLI's, as the README shows them. */
describe('with the plain Temporal CLI', () => {
  let swarm: Swarm;
  let repo: string;
  let binary: string;
  beforeAll(async () => {
    swarm = await openSwarm({ script });
    repo = await swarm.repository();
    binary = await findTemporal(() => undefined);
  });
  afterAll(async () => swarm.close());

  const temporal = async (...args: string[]): Promise<string> => {
    const env = { PATH: process.env['PATH'], HOME: swarm.room, TEMPORAL_ADDRESS: swarm.server.address };
    return (await promisify(execFile)(binary, ['workflow', ...args], { env })).stdout;
  };
  const start = async (name: string, input: Partial<FeatureInput>) => {
    const sandbox = (await sandboxProblem()) ? 'off' : 'on';
    const given: FeatureInput = { request: 'Add user authentication', repo, sandbox, ...input };
    const what = ['--type', 'featureWorkflow', '--task-queue', 'piv', '--workflow-id', `feature-${name}`];
    return temporal('start', ...what, '--input', JSON.stringify(given), '--static-summary', given.request);
  };
  const signal = (name: string, kind: string) => temporal('signal', '--workflow-id', `feature-${name}`, '--name', kind);
  const update = async (name: string, kind: string, input?: object) => {
    const what = ['--workflow-id', `feature-${name}`, '--name', kind, '--output', 'json'];
    const given = input ? ['--input', JSON.stringify(input)] : [];
    return (JSON.parse(await temporal('update', 'execute', ...what, ...given)) as { result: unknown }).result;
  };
  const status = async (name: string): Promise<Status> => {
    const answer = await temporal('query', '--workflow-id', `feature-${name}`, '--name', 'status', '--output', 'json');
    return (JSON.parse(answer) as { queryResult: [Status] }).queryResult[0];
  };
  const until = async (name: string, state: Status['status']): Promise<Status> => {
    for (const end = Date.now() + 120_000; ;) {
      const now = await status(name);
      if (now.status === state) return now;
      const over = ['failed', 'blocked'].includes(now.status) || Date.now() > end;
      if (over) throw new Error(`${name} did not get to ${state}: ${JSON.stringify(now)}`);
      await sleep(100);
    }
  };

  it('a feature is started, asked, answered, paused, approved, told, resumed and read', async () => {
    await start('plain', {});
    expect((await until('plain', 'waiting')).decisions).toEqual([STORE]);
    const wrong = update('plain', 'answer', { answers: [{ id: 'store', answer: 'On the moon' }] });
    await expect(wrong).rejects.toThrow('choose one of: In memory | In a file');
    expect(await update('plain', 'answer', { answers: [{ id: 'store', answer: '2' }] })).toEqual({
      open: [],
    });
    const { planHash } = await until('plain', 'waiting');

    await signal('plain', 'pause');
    await until('plain', 'paused');
    expect(await update('plain', 'approve')).toEqual({ planHash });
    expect((await status('plain')).status).toBe('paused');
    expect(await update('plain', 'tell', { text: 'Be brief.' })).toEqual({ number: 1, hears: [] });
    await signal('plain', 'resume');
    const end = await until('plain', 'passed');

    expect(end.sessions.map(({ number }) => number)).toEqual([1, 2]);
    expect(end.told).toMatchObject([{ text: 'Be brief.', said: ['task-001/1'] }]);
    expect(end.decisions).toEqual([{ ...STORE, answer: 'In a file' }]);
    expect(end.commits.map(({ subject }) => subject)).toEqual(['feat(models): Create User model']);
    const described = await temporal('describe', '--workflow-id', 'feature-plain');
    expect(described).toContain('Add user authentication');
    expect(described).toContain('COMPLETED');
    const result = JSON.parse(await temporal('result', '--workflow-id', 'feature-plain', '--output', 'json'));
    expect(result).toMatchObject({
      status: 'COMPLETED',
      result: { status: 'passed', validation: { verdict: 'PASSED' } },
    });
  });

  it('a feature that is cancelled takes its tasks and worktrees with it, and leaves its branch', async () => {
    const held = swarm.model.hold('task-001/green/1', 2);
    await start('dropped', { autoAnswer: true, autoApprove: true });
    await held.reached;
    await temporal('cancel', '--workflow-id', 'feature-dropped');
    const end = await until('dropped', 'cancelled');
    // The CLI prints an empty list as null.
    expect(end.commits ?? []).toEqual([]);
    for (const id of ['feature-dropped', 'feature-dropped/task-001']) {
      expect(await temporal('describe', '--workflow-id', id)).toContain('CANCELED');
    }
    expect(await git(repo, ['rev-parse', 'piv/dropped'])).toBe(await git(repo, ['rev-parse', 'main']));
    expect(await git(repo, ['for-each-ref', 'refs/piv/dropped'])).toBe('');
    expect((await git(repo, ['worktree', 'list'])).trim().split('\n')).toHaveLength(1);
    const left = await filesEnding(path.join(swarm.environment['PIV_HOME']!, 'worktrees'), '');
    expect(left.filter((file) => file.includes('dropped'))).toEqual([]);
    held.release();
  });
});
