import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Examination, Outcome } from '../../scripts/piv/doctor/examine.js';
import type { FeatureHandle } from '../../src/client.js';
import type { FeatureInput } from '../../src/types.js';
import { git } from '../../src/git/git.js';
import { makeBranch } from '../../src/git/branch.js';
import { openRepository } from '../../src/git/repository.js';
import { featureId } from '../../src/workflows/messages.js';
import { reached } from '../helpers/held.js';
import { quickScript } from '../helpers/quick-script.js';
import { commitAt } from '../helpers/person.js';
import { openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';
import { runPiv } from '../scripts/piv-process.js';

jest.setTimeout(400_000);

/** Two features of one repository are in the middle of a task when their worker is killed; one of them is terminated. */
describe('piv doctor', () => {
  let swarm: Swarm;
  let repo: string;
  let home: string;
  /** What hosts share of the one that is terminated. */
  let remote: string;
  let lock: string;
  /** A repository with a feature of the same name, which another Temporal server has. */
  let other: string;
  const features: Record<string, FeatureHandle> = {};
  const holds: { release: () => void }[] = [];

  const startHeld = async (name: string, hosts: FeatureInput['hosts']) => {
    const held = swarm.model.hold('task-001/green/1', 2);
    features[name] = await swarm.start({ repo, name, autoApprove: true, hosts });
    await reached(features[name], held);
    holds.push(held);
  };
  const release = () => {
    for (const held of holds) held.release();
  };
  const doctor = async (...args: string[]) => {
    const { code, stdout } = await runPiv(['doctor', '--json', ...args], swarm.environment);
    return { code, ...(JSON.parse(stdout) as Examination) };
  };
  const refs = async (under: string, at = repo) =>
    (await git(at, ['for-each-ref', '--format=%(objectname) %(refname)', under])).trim();
  const worktrees = async () =>
    [...(await git(repo, ['worktree', 'list', '--porcelain'])).matchAll(/^worktree .*\/([^/\n]+)$/gm)].map(
      ([, name]) => name,
    );

  beforeAll(async () => {
    swarm = await openSwarm({ script: quickScript() });
    home = swarm.environment['PIV_HOME']!;
    repo = await swarm.repository();
    remote = path.join(swarm.room, 'remote.git');
    await git(swarm.room, ['clone', '--quiet', '--bare', repo, remote]);
    await git(repo, ['remote', 'add', 'origin', remote]);
    await startHeld('lost', 'many');
    await startHeld('live', 'one');
    await swarm.killWorker();
    await git(repo, ['update-ref', 'refs/piv/elsewhere/task-001/work', 'HEAD']);
    other = await swarm.repository('other');
    await makeBranch(await openRepository(other), {
      slug: 'lost',
      base: await commitAt(other, 'HEAD'),
      run: 'a run of another server',
      date: '2026-03-04T05:06:07Z',
    });
  });

  afterAll(async () => {
    release();
    await swarm.close();
  });

  it('finds the steps of a worker that was killed, and leaves open features alone', async () => {
    const { code, leftovers } = await doctor();
    expect(leftovers).toEqual([
      {
        kind: 'worker',
        what: expect.stringMatching(/^process \d+$/),
        why: expect.stringMatching(/[23] of its steps/),
        removed: false,
      },
    ]);
    expect(code).toBe(1);
  });

  describe('after one was terminated and the next worker has taken the other up', () => {
    let before: Record<string, unknown>;
    let found: Outcome[];
    const standing = async () => ({
      refs: await refs('refs/piv/live'),
      worktrees: (await worktrees()).filter((name) => name!.startsWith('live.')),
    });

    beforeAll(async () => {
      await swarm.client.workflow.getHandle(featureId('lost')).terminate('by the test');
      lock = path.join(repo, '.git', 'refs', 'heads', 'piv', 'lost.lock');
      await writeFile(lock, '');
      await utimes(lock, 0, 0);
      const again = swarm.model.hold('task-001/green/1', 2);
      holds.push(again);
      await swarm.startWorker();
      await again.reached;
      before = await standing();
      // The worker does a step of it until it hears of the end: so long nothing of it is touched.
      // And it hands back what the killed one did, which may take longer than its own first steps.
      do found = (await doctor()).leftovers;
      while (found.length <= 1 || found.some(({ kind }) => kind === 'worker'));
    });

    it('finds all that the terminated one left', async () => {
      const what = (kind: Outcome['kind'], where = '') =>
        found
          .filter((one) => one.kind === kind && one.why.includes(where))
          .map((one) => one.what)
          .toSorted();
      expect(what('worktree').map((dir) => path.basename(dir))).toEqual([
        'lost.check',
        'lost.read',
        'lost.task-001',
        'lost.task-001.check',
      ]);
      const named = (names: string[]) => names.map((name) => `refs/piv/lost/${name}`);
      expect(what('ref', path.join(repo, '.git'))).toEqual(named(['remote', 'start', 'task-001/red', 'task-001/work']));
      expect(what('ref', remote)).toEqual(expect.arrayContaining(named(['start', 'task-001/red'])));
      expect(what('lock')).toEqual([lock]);
      expect(what('reply')).toHaveLength(2);
    });

    it('removes that with --fix, and says so; then nothing is left', async () => {
      const fixed = await doctor('--fix');
      expect(fixed.leftovers).toEqual(found.map((leftover) => ({ ...leftover, removed: true })));
      expect(await refs('refs/piv/lost')).toBe('');
      expect(await refs('refs/piv/lost', remote)).toBe('');
      expect(await refs('refs/heads/piv/lost', remote)).not.toBe('');
      expect(await readdir(path.join(home, 'spool'))).toHaveLength(2);
      expect(await doctor()).toMatchObject({ leftovers: [] });
    });

    it('leaves refs of features that another server may have, until a person says that none has', async () => {
      const { checks, leftovers } = await doctor('--fix', '--repo', other);
      expect(leftovers).toEqual([]);
      expect(checks.filter(({ name }) => name === 'refs')).toEqual(
        ['elsewhere', 'lost'].map((name) => ({
          name: 'refs',
          state: 'warning',
          detail: expect.stringContaining(`refs/piv/${name}/ `),
          fix: `if none has it any more: piv doctor --fix --forget ${name}`,
        })),
      );
      const forgotten = await doctor('--fix', '--repo', other, '--forget', 'elsewhere', 'lost');
      expect(forgotten.leftovers.map(({ what, removed }) => ({ what, removed }))).toEqual(
        ['elsewhere/task-001/work', 'lost/start'].map((name) => ({ what: `refs/piv/${name}`, removed: true })),
      );
    });

    it('leaves the branch, and the open feature, which passes with one call repeated for the kill', async () => {
      expect(await refs('refs/heads/piv/lost')).not.toBe('');
      expect(await standing()).toEqual(before);
      release();
      await until(features['live']!, passed);
      expect(swarm.model.requests.filter(({ feature, repeated }) => feature === 'live' && repeated)).toHaveLength(1);
      expect(await worktrees()).toEqual(['repository']);
      expect(await doctor()).toMatchObject({ leftovers: [] });
    });
  });
});
