import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { script } from '../../examples/user-authentication/script.js';
import { tasks as planned } from '../../examples/user-authentication/script/plan.js';
import { git } from '../../src/git/git.js';
import type { Status } from '../../src/types.js';
import { cachedShare } from '../../src/usage.js';
import { lookAt, makeDirty } from '../helpers/checkout.js';
import { runAt } from '../helpers/person.js';
import { openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';
import { pageOf } from '../helpers/web-ui.js';
import { cachedByKey, commitsOf, coverageRun, growthByKey, idsOf, recordedTree } from './feature-facts.js';

/** Also beside other tests, on a slow machine. */
const PATIENCE = 400_000;
const SLUG = 'user-authentication';
const BRANCH = `piv/${SLUG}`;
const REQUEST = 'Add user authentication with JWT tokens';

describe('a feature of five tasks, from its request to validated commits', () => {
  let swarm: Swarm;
  let repo: string;
  let status: Status;
  let before: Record<string, unknown>;
  let hookMark: string;
  let sideBySide: string[][];

  beforeAll(async () => {
    swarm = await openSwarm({ script });
    repo = await swarm.repository();
    await git(repo, ['config', 'user.name', 'Ada Example']);
    await git(repo, ['config', 'user.email', 'ada@example.org']);
    hookMark = path.join(swarm.room, 'hook-ran');
    await makeDirty(repo, hookMark);
    before = await lookAt(repo);
    const feature = await swarm.start({ repo, request: REQUEST });
    const asked = await until(feature, ({ waitingFor }) => waitingFor?.what === 'answers');
    await feature.answer(asked.decisions.map(({ id, recommended }) => ({ id, answer: recommended })));
    const offered = await until(feature, ({ waitingFor }) => waitingFor?.what === 'approval');
    await feature.approve(offered.planHash);
    const running: string[] = [];
    status = await until(
      feature,
      (now) => {
        running.push(idsOf(now, 'running').join(' '));
        return passed(now);
      },
      240,
    );
    sideBySide = [...new Set(running)].map((ids) => ids.split(' '));
  }, PATIENCE);
  afterAll(() => swarm.close());

  describe('its commits', () => {
    it('are the five of the plan, one after the other, each after those it is blocked by', async () => {
      const commits = await commitsOf(repo, SLUG);
      const landed = commits.map(({ task }) => task);
      expect(landed.toSorted()).toEqual(planned.map(({ id }) => id));
      for (const { id, blockedBy } of planned) {
        for (const blocker of blockedBy) expect(landed.indexOf(blocker)).toBeLessThan(landed.indexOf(id));
      }
      expect(commits.map(({ parents }) => parents)).toEqual([status.base, ...commits.map(({ id }) => id)].slice(0, -1));
    });

    it('say who asked for them and who made them, with trailers', async () => {
      for (const commit of await commitsOf(repo, SLUG)) {
        expect(commit).toMatchObject({
          subject: planned.find(({ id }) => id === commit.task)!.commit,
          author: 'Ada Example <ada@example.org>',
          committer: 'PIV-Swarm',
          feature: SLUG,
          step: `${SLUG}/${commit.task}/land`,
        });
      }
    });

    it(
      'each pass the tests of their task when checked out',
      async () => {
        for (const { id, task } of await commitsOf(repo, SLUG)) {
          const { code, out } = await runAt(repo, id, planned.find((one) => one.id === task)!.verify);
          expect({ task, code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^# pass [1-9]/m) });
        }
      },
      PATIENCE,
    );

    it('are the ones that status names', async () => {
      const commits = (await commitsOf(repo, SLUG)).map(({ id, subject, task }) => ({ id, subject, task }));
      expect(status.commits).toEqual(commits);
      expect(status.tasks.map(({ id, commit }) => ({ task: id, id: commit }))).toEqual(
        expect.arrayContaining(commits.map(({ id, task }) => ({ task, id }))),
      );
    });
  });

  it(
    'has the proof of each task in its record: red, then green',
    async () => {
      for (const task of status.tasks) {
        const { verify, kind } = planned.find(({ id }) => id === task.id)!;
        expect(await recordedTree(repo, SLUG, `${task.id}/green`)).toBe(task.greenTree);
        expect({ green: await runAt(repo, task.greenTree!, verify) }).toMatchObject({ green: { code: 0 } });
        if (kind !== 'code') continue;
        expect(await recordedTree(repo, SLUG, `${task.id}/red`)).toBe(task.redTree);
        const red = await runAt(repo, task.redTree!, verify);
        expect({ red }).toMatchObject({ red: { code: 1, out: expect.stringMatching(/^# fail [1-9]/m) } });
      }
    },
    PATIENCE,
  );

  it('did 002 and 003 side by side, and nothing else with another', () => {
    const pairs = sideBySide.filter((ids) => ids.length > 1);
    expect(pairs).toEqual([['task-002', 'task-003']]);
  });

  it("left the person's checkout as it was, though it was dirty, and ran none of their hooks", async () => {
    expect(await lookAt(repo)).toEqual(before);
    expect(existsSync(hookMark)).toBe(false);
  });

  it('left nothing behind but the branch and the record', async () => {
    const refs = await git(repo, ['for-each-ref', '--format=%(refname)']);
    expect(refs.trim().split('\n')).toEqual([`refs/heads/main`, `refs/heads/${BRANCH}`, `refs/piv/${SLUG}/record`]);
    expect((await git(repo, ['worktree', 'list', '--porcelain'])).match(/^worktree /gm)).toHaveLength(1);
    const home = swarm.environment['PIV_HOME']!;
    const left = await readdir(home, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual(['host-id']);
    expect(await readdir(path.join(home, 'spool'))).toEqual([]);
    expect(await git(repo, ['fsck', '--full', '--strict', '--no-dangling', '--no-progress'])).toBe('');
  });

  it('counted the tokens of each task, session and the whole as they entered contexts', () => {
    const growths = growthByKey(swarm.model.requests);
    const tokensOf = (start: string) =>
      Object.entries(growths).reduce((sum, [key, tokens]) => (key.startsWith(start) ? sum + tokens : sum), 0);
    for (const { id, actualTokens } of status.tasks)
      expect({ id, actualTokens }).toEqual({ id, actualTokens: tokensOf(id) });
    expect(status.tokens).toBe(tokensOf(''));
    expect(status.sessions).toEqual([
      { number: 1, tokens: status.tokens, done: status.commits.map(({ task }) => task) },
    ]);
    expect(status.usage).toEqual({ ...swarm.model.usage(), requests: swarm.model.requests.length });
  });

  it('read at least three quarters of what it sent from the cache, from the second task of a kind on', () => {
    const kinds = planned.map(({ kind }) => kind);
    const again = planned.filter(({ kind }, at) => kinds.indexOf(kind) < at).map(({ id }) => id);
    const later = Object.entries(cachedByKey(swarm.model.requests)).filter(([key]) =>
      again.includes(key.split('/')[0]!),
    );
    expect(later).toHaveLength(2 * again.length);
    expect(later.filter(([, share]) => share < 75)).toEqual([]);
    const shown = status.tasks
      .filter(({ id }) => again.includes(id))
      .map(({ id, usage }) => [id, cachedShare(usage!)] as const);
    expect(shown.filter(([, share]) => share < 75)).toEqual([]);
  });

  it('keeps the estimate of each task beside what it took', () => {
    const estimates = status.tasks.map(({ id, estimatedTokens }) => ({ id, estimatedTokens }));
    expect(estimates).toEqual(planned.map(({ id, estimatedTokens }) => ({ id, estimatedTokens })));
    expect(status.tasks.every(({ actualTokens }) => actualTokens > 0)).toBe(true);
  });

  it(
    'was validated in every stage, and sums up what was measured',
    async () => {
      expect(status.validation).toMatchObject({ verdict: 'PASSED' });
      expect(status.validation!.stages.map((stage) => stage.status)).toEqual(Array(6).fill('passed'));
      const added = await git(repo, ['diff', '--name-only', '--diff-filter=A', '--no-renames', status.base, BRANCH]);
      const [was, is] = await Promise.all([coverageRun(repo, status.base), coverageRun(repo, BRANCH)]);
      const { described } = await pageOf(swarm.client, `feature-${SLUG}`);
      expect(status.summary).toEqual({
        sessions: 1,
        tokens: status.tokens,
        tasksCompleted: '5/5',
        testsWritten: is.tests - was.tests,
        coverage: expect.closeTo(is.coverage, 0),
        seconds: expect.any(Number),
        filesCreated: added.trim().split('\n'),
        commits: status.commits.map(({ subject }) => subject),
      });
      expect(is.tests).toBeGreaterThan(was.tests);
      const seconds = (described.closeTime!.getTime() - described.startTime.getTime()) / 1000;
      expect(Math.abs(status.summary!.seconds - seconds)).toBeLessThan(5);
    },
    PATIENCE,
  );

  it('shows in the Web UI what it is, how it stands and what each step does', async () => {
    const page = await pageOf(swarm.client, `feature-${SLUG}`);
    expect(page.summary).toBe(REQUEST);
    expect(page.details).toContain('**passed** in **validate**');
    expect(page.details).toMatch(
      /^\| ID \| Name \| Status .*\n\| --- .*\n\| task-001 \| Create User model \| done \|/m,
    );
    expect(page.details).toContain('**Verdict: PASSED**');
    expect(Buffer.byteLength(page.details)).toBeLessThan(4_096);
    const columns = ['PivFeature', 'PivPhase', 'PivStatus'].map((name) => page.described.searchAttributes[name]);
    expect(columns).toEqual([[SLUG], ['validate'], ['passed']]);
    expect(page.children.toSorted()).toEqual(planned.map(({ id }) => `feature-${SLUG}/${id}`));
    expect(page.activities).toEqual(
      expect.arrayContaining(['validation: make a clean checkout of the branch', 'validation: Unit Tests']),
    );
    expect(page.activities).not.toContain('');
  });

  it("shows each task's turns by what they do, in a history under 300 KB", async () => {
    for (const { id, name } of planned) {
      const page = await pageOf(swarm.client, `feature-${SLUG}/${id}`);
      expect(page.summary).toBe(`${id}: ${name}`);
      expect(page.activities).not.toContain('');
      expect(page.described.historySize).toBeLessThan(300 * 1024);
    }
    const { activities } = await pageOf(swarm.client, `feature-${SLUG}/task-003`);
    expect(activities).toContain('task-003 green turn 4: ask the model');
    expect(activities).toContain('task-003 green turn 4: edit types/node.d.mts, run tests');
  });

  it('asked the model for nothing that it did not expect, and for all that it had', () => {
    expect(swarm.model.violations).toEqual([]);
    expect(swarm.model.leftovers()).toEqual([]);
    expect(swarm.model.requests.filter(({ repeated }) => repeated)).toEqual([]);
    expect(status).toMatchObject({ model: 'scripted', sandbox: expect.stringMatching(/^(on|off)$/) });
  });
});
