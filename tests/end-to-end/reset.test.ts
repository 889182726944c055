import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Hold } from '../../examples/scripted-model/holds.js';
import type { FeatureHandle } from '../../src/client.js';
import { git } from '../../src/git/git.js';
import type { Status } from '../../src/types.js';
import { commitAt, commitOnBranch, moveBranch, subjects } from '../helpers/person.js';
import { quickScript } from '../helpers/quick-script.js';
import { resetBefore } from '../helpers/reset.js';
import { blocked, openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';

jest.setTimeout(400_000);

/** Of commits of one step, the date says which is whose: in whole seconds, as git has it. */
const SECOND = 1_000;
const MODEL = 'feat(models): Create User model';
const REPOSITORY = 'feat(repo): Create User repository';
const WIP = 'WIP: Pause point for pausing';

const inSecondTask = ({ tasks }: Status) => tasks[1]?.status === 'running';
const isPaused = (status: Status) => status.status === 'paused';

/** What Reset in the Web UI does: Temporal goes back, and git doesn't. */
describe('after a reset', () => {
  let swarm: Swarm;
  let repo: string;
  let held: Hold;
  const features: Record<string, FeatureHandle> = {};
  beforeAll(async () => {
    swarm = await openSwarm({ script: (name) => quickScript(['landing', 'first'].includes(name) ? 2 : 1) });
    repo = await swarm.repository();
    held = swarm.model.hold('task-002/red/1', 1);
    await moveBranch(repo, 'trunk', await commitAt(repo, 'main'));
    const inputs = { landing: {}, pausing: { autoApprove: false }, ended: {}, first: { base: 'trunk' } };
    for (const [name, input] of Object.entries(inputs)) {
      features[name] = await swarm.start({ repo, name, autoAnswer: true, autoApprove: true, ...input });
    }
  });
  afterAll(async () => swarm.close());

  /** Resets it, sees it blocked with the branch as it was and the command that takes that back, and follows the command. */
  async function resetAndMend(
    name: string,
    before: string,
    unknown: string,
    whileBlocked = (): void => undefined,
  ): Promise<FeatureHandle> {
    const feature = features[name]!;
    await sleep(SECOND);
    const kept = await commitAt(repo, `piv/${name}`);
    await resetBefore(swarm.client, `feature-${name}`, before);
    const { waitingFor } = await until(feature, blocked);
    expect(waitingFor!.text).toContain(`${kept.slice(0, 12)} "${unknown}"`);
    await feature.retry();
    await until(feature, blocked);
    expect(await commitAt(repo, `piv/${name}`)).toBe(kept);
    whileBlocked();
    const remedy = /git branch -f piv\/\S+ [0-9a-f]{12}/.exec(waitingFor!.text)![0];
    await git(repo, remedy.split(' ').slice(1));
    await feature.retry();
    return feature;
  }

  it('to before a pause, that blocks on its WIP commit', async () => {
    await until(features['pausing']!, (now) => now.waitingFor?.what === 'approval');
    await features['pausing']!.pause();
    await until(features['pausing']!, isPaused);
    const feature = await resetAndMend('pausing', 'markPausePoint', WIP);
    await until(feature, isPaused);
    expect(await subjects(repo, 'piv/pausing')).toEqual([WIP]);
    await feature.resume();
    await feature.approve();
    await until(feature, passed);
    expect(await subjects(repo, 'piv/pausing')).toEqual([MODEL]);
  });

  it('to before a landing, that blocks; a task of the time before is ended before it starts anew', async () => {
    await until(features['landing']!, inSecondTask);
    const feature = await resetAndMend('landing', 'prepareLanding', MODEL);
    const { waitingFor } = await until(feature, (now) => inSecondTask(now) && now.waitingFor !== undefined);
    expect(waitingFor!.text).toMatch(/^task-002 still runs as it did before a reset; .*feature-landing\/task-002$/);
    await until(feature, (now) => now.waitingFor === undefined);
  });

  it('to the very beginning, it blocks before the model is asked, and begins at the same commit', async () => {
    await until(features['first']!, inSecondTask);
    await commitOnBranch(repo, 'trunk', { 'NOTES.md': 'Later.\n' }, 'docs: Add notes');
    const asked = swarm.model.requests.filter(({ feature }) => feature === 'first').length;
    const feature = await resetAndMend('first', 'inspect', MODEL, () => {
      expect(swarm.model.requests.filter((request) => request.feature === 'first')).toHaveLength(asked);
    });
    const { base } = await until(feature, (now) => inSecondTask(now) && now.waitingFor === undefined);
    expect(base).toBe(await commitAt(repo, 'main'));
    held.release();
  });

  it('of a feature that had ended, it blocks the same', async () => {
    await until(features['ended']!, passed);
    await until(await resetAndMend('ended', 'prepareLanding', MODEL), passed);
    expect(await subjects(repo, 'piv/ended')).toEqual([MODEL]);
  });

  it.each(['landing', 'first'])('%s passes in the end, with one commit a task', async (name) => {
    const { commits } = await until(features[name]!, passed);
    expect(await subjects(repo, `piv/${name}`)).toEqual([MODEL, REPOSITORY]);
    expect(commits.map(({ subject }) => subject)).toEqual([MODEL, REPOSITORY]);
  });

  it('nothing is left over', async () => {
    expect(await git(repo, ['for-each-ref', '--format=%(refname)', 'refs/piv'])).toBe(
      ['ended', 'first', 'landing', 'pausing'].map((name) => `refs/piv/${name}/record\n`).join(''),
    );
    expect((await git(repo, ['worktree', 'list'])).trim().split('\n')).toHaveLength(1);
    expect(swarm.model.violations).toEqual([]);
  });
});
