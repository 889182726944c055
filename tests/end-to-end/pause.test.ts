import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Script } from '../../examples/scripted-model/script.js';
import { script } from '../../examples/user-authentication/script.js';
import { makeOtherBuild } from '../../scripts/chaos/other-build.js';
import { git } from '../../src/git/git.js';
import { reached } from '../helpers/held.js';
import { commitAt, commitOnBranch, moveBranch, subjects } from '../helpers/person.js';
import { smallScript } from '../helpers/small-script.js';
import { blocked, openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';
import type { Status } from '../../src/types.js';

/** Also beside other tests, on a slow machine. */
const PATIENCE = 400_000;
const MODEL = 'feat(models): Create User model';
const REPOSITORY = 'feat(repo): Create User repository';

/** What a person says to task-001 before and in its pause. */
const WORDS = ['The clock is in test/clock.js.', 'Keep it short.'];

/** Both are in the next request, once and in order, after what the tools returned. */
function steered(plain: Script): Script {
  const replies = plain['task-001/green/1']!;
  const [one, other] = WORDS;
  const heard = new RegExp(`^(?!.*${one}.*${one}).*${one}.*${other}$`, 's');
  return {
    ...plain,
    'task-001/green/1': replies.map((reply, at) => (at === 3 ? { ...reply, expect: heard } : reply)),
  };
}

const paused = (status: Status) => status.status === 'paused';
const waitsFor = (what: string) => (status: Status) => status.status === 'waiting' && status.waitingFor?.what === what;

describe('a feature that is paused', () => {
  let swarm: Swarm;
  let repo: string;

  beforeAll(async () => {
    swarm = await openSwarm({
      script: (name) => ({
        ...(name === 'two-tasks' ? steered(smallScript(2)) : smallScript()),
        ...(name === 'asking' && { discuss: script.discuss! }),
      }),
    });
    repo = await swarm.repository();
  }, PATIENCE);
  afterAll(() => swarm.close());

  /** As the Web UI sends it: without an argument. */
  const signal = (name: string, slug: string) => swarm.client.workflow.getHandle(`feature-${slug}`).signal(name);
  const tipOf = (slug: string) => git(repo, ['show', '--no-patch', '--format=%B', `piv/${slug}`]);
  const filesAt = async (rev: string) => (await git(repo, ['ls-tree', '-r', '--name-only', rev])).split('\n');

  /** What the stages of a task have begun with: system prompt, opening and tools. */
  async function openings(task: string): Promise<string> {
    const { events } = await swarm.client.workflow.getHandle(`feature-${task}`).fetchHistory();
    const results = (events ?? []).flatMap(
      ({ activityTaskCompletedEventAttributes: done }) => done?.result?.payloads ?? [],
    );
    const texts = results.map(({ data }) => Buffer.from(data ?? []).toString('utf8'));
    return texts.filter((text) => text.startsWith('{"system":')).join('\n');
  }

  it(
    'shows its state on the branch, goes on when resumed, with another build too, and on top of what a person commits meanwhile',
    async () => {
      const branch = 'piv/two-tasks';
      const held = swarm.model.hold('task-001/green/1', 3);
      const feature = await swarm.start({ repo, name: 'two-tasks', autoApprove: true });
      await signal('resume', 'two-tasks');
      await reached(feature, held);
      await feature.pause('lunch');
      await signal('pause', 'two-tasks');
      expect(await feature.tell(WORDS[0]!, 'task-001')).toEqual({ number: 1, hears: ['task-001'] });
      held.release();
      const first = await until(feature, paused);
      await feature.tell(WORDS[1]!, 'task-001');
      const wip = await tipOf('two-tasks');
      expect(wip).toMatch(
        /^WIP: Pause point for two-tasks\n\nPhase: execute\nTasks completed: 0\/2\nNext task: task-001\n/,
      );
      expect(wip).toContain(`Tokens used: ${first.tokens} of 200000 in session 1\n`);
      expect(wip).toContain('Reason: lunch\n');
      const partial = /^Partial work: (\S+)$/m.exec(wip)![1]!;
      expect(await filesAt(partial)).toEqual(
        expect.arrayContaining(['src/models/user.js', 'test/unit/user-model.test.js']),
      );
      expect(await git(repo, ['diff', '--stat', 'main', branch])).toBe('');
      expect(first).toMatchObject({
        waitingFor: { what: 'person', text: expect.stringContaining('resume') },
        sessions: [{ number: 1, tokens: first.tokens, done: [], next: 'task-001' }],
      });

      await swarm.worker!.stop();
      await swarm.startWorker({}, await makeOtherBuild(path.join(swarm.room, 'other-build')));
      await signal('pause', 'two-tasks');
      expect((await feature.status()).status).toBe('paused');
      const asked = swarm.model.requests.length;
      await signal('resume', 'two-tasks');
      await signal('pause', 'two-tasks');
      await until(feature, (now) => paused(now) && now.sessions.length === 2);
      expect(swarm.model.requests).toHaveLength(asked);
      const again = swarm.model.hold('task-002/green/1', 3);
      await signal('resume', 'two-tasks');
      await signal('resume', 'two-tasks');
      await reached(feature, again);
      expect(await subjects(repo, branch)).toEqual([MODEL]);
      await feature.pause();
      again.release();
      const second = await until(feature, paused);
      expect(second.sessions[2]).toMatchObject({
        number: 3,
        done: ['task-001'],
        next: 'task-002',
        baseline: expect.stringMatching(/^\d+ passed$/),
      });
      expect(await tipOf('two-tasks')).toContain('Tasks completed: 1/2 (task-001)');
      await commitOnBranch(repo, branch, { 'NOTES.md': 'Mine.\n' }, 'docs: Add notes');
      await feature.resume();
      await expect(feature.tell('Too late.', 'task-001')).rejects.toThrow('task-001 has ended (done)');
      const status = await until(feature, passed);
      expect(status.told).toMatchObject(WORDS.map((text) => ({ text, said: ['task-001/1'] })));
      expect(await subjects(repo, branch)).toEqual([
        MODEL,
        'WIP: Pause point for two-tasks',
        'docs: Add notes',
        REPOSITORY,
      ]);
      expect(await filesAt(branch)).toEqual(expect.arrayContaining(['NOTES.md', 'src/repositories/users.js']));
      expect(status.sessions.map(({ done }) => done)).toEqual([[], [], ['task-001'], ['task-002']]);
      expect(status.sessions.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(status.tokens);
      expect(status.usage).toMatchObject(swarm.model.usage());
      // The model refuses a conversation whose prompt or tools are no more what it has begun with.
      const [before, after] = [await openings('two-tasks/task-001'), await openings('two-tasks/task-002')];
      for (const words of ['You are one stage of', 'Reads a text file']) expect(before).toContain(words);
      for (const words of ['You are a stage of another build', 'Shows a text file']) expect(after).toContain(words);
      expect(before).not.toContain('another build');
      expect(after).not.toContain('You are one stage of');
    },
    PATIENCE,
  );

  it(
    'takes answers and approval meanwhile, acts on them when resumed, and blocks on red tests or a rewritten branch',
    async () => {
      const branch = 'piv/asking';
      const feature = await swarm.start({ repo, name: 'asking' });
      const asked = await until(feature, waitsFor('answers'));
      await feature.pause();
      await until(feature, paused);
      expect(await tipOf('asking')).toContain('Phase: discuss\n');
      await feature.answer(asked.decisions.map(({ id, recommended }) => ({ id, answer: recommended })));
      expect(await feature.status()).toMatchObject({ status: 'paused', phase: 'discuss' });
      await feature.resume();
      const offered = await until(feature, waitsFor('approval'));
      expect(offered.sessions).toHaveLength(2);

      await feature.pause();
      await until(feature, paused);
      await feature.approve(offered.planHash);
      const fail = "import { test } from 'node:test';\ntest('fails', () => { throw new Error('broken'); });\n";
      await commitOnBranch(repo, branch, { 'test/unit/broken.test.js': fail }, 'test: Break it');
      await feature.resume();
      const red = await until(feature, blocked);
      expect(red).toMatchObject({ phase: 'plan', waitingFor: { what: 'person' } });
      expect(red.waitingFor!.text).toMatch(/^the baseline is red: .*broken\.test\.js[^]*retry/);
      const mended = await commitOnBranch(repo, branch, { 'test/unit/broken.test.js': null }, 'test: Mend it');
      const writing = swarm.model.hold('task-001/red/1', 1);
      await feature.retry();

      await reached(feature, writing);
      await moveBranch(repo, branch, await commitAt(repo, 'main'));
      await feature.pause();
      writing.release();
      const remedy = `git branch -f ${branch} ${mended.slice(0, 12)}`;
      expect((await until(feature, blocked)).waitingFor!.text).toContain(remedy);
      await git(repo, remedy.split(' ').slice(1));
      await feature.retry();
      await until(feature, paused);
      expect((await subjects(repo, branch)).slice(-2)).toEqual(['test: Mend it', 'WIP: Pause point for asking']);
      const landing = swarm.model.hold('task-001/green/1', 4);
      await feature.resume();
      await reached(feature, landing);
      await moveBranch(repo, branch, await commitAt(repo, 'main'));
      landing.release();
      expect((await until(feature, blocked)).waitingFor!.text).toContain(remedy);
      await moveBranch(repo, branch, mended);
      await feature.retry();
      await until(feature, passed);
      expect((await subjects(repo, branch)).slice(-2)).toEqual(['test: Mend it', MODEL]);
    },
    PATIENCE,
  );

  it(
    'in its first phase goes on there; with its branch checked out it is not marked, and landing waits',
    async () => {
      const branch = 'piv/early';
      const priming = swarm.model.hold('prime', 1);
      const feature = await swarm.start({ repo, name: 'early', autoApprove: true });
      await reached(feature, priming);
      await feature.pause();
      priming.release();
      const early = await until(feature, paused);
      expect(early).toMatchObject({ phase: 'prime', status: 'paused', tasks: [] });
      expect(await tipOf('early')).toMatch(/^Phase: prime$[^]*^Partial work: -$/m);
      const ending = swarm.model.hold('task-001/green/1', 4);
      await feature.resume();
      await reached(feature, ending);
      const elsewhere = path.join(swarm.room, 'elsewhere');
      await git(repo, ['worktree', 'add', '--quiet', elsewhere, branch]);
      await feature.pause();
      ending.release();
      await until(feature, paused);
      expect(await subjects(repo, branch)).toEqual([]);
      await feature.resume();
      const { waitingFor } = await until(feature, waitsFor('landing'));
      expect(waitingFor!.text).toContain(elsewhere);
      expect(Date.parse(waitingFor!.until!)).toBeGreaterThan(Date.now() - 60_000);
      expect(await subjects(repo, branch)).toEqual([]);
      await git(elsewhere, ['checkout', '--quiet', '--detach']);
      await feature.retry();
      const status = await until(feature, passed);
      expect(status.sessions).toHaveLength(3);
      expect(await subjects(repo, branch)).toEqual([MODEL]);
      expect(await git(elsewhere, ['status', '--porcelain=v1'])).toBe('');
    },
    PATIENCE,
  );

  it('asked the model for nothing twice', () => {
    expect(swarm.model.violations).toEqual([]);
    expect(swarm.model.requests.filter(({ repeated }) => repeated)).toEqual([]);
    expect(swarm.model.leftovers()).toEqual([]);
  });
});
