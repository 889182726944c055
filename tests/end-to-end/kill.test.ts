import { afterEach, describe, expect, it } from '@jest/globals';
import { script } from '../../examples/user-authentication/script.js';
import { git } from '../../src/git/git.js';
import { openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';

const MINUTES = 60_000;
const COMMITS = [
  'feat(models): Create User model',
  'feat(repo): Create User repository',
  'feat(auth): Create Auth service',
  'feat(api): Create Login endpoint',
  'test(auth): Add integration tests',
];

describe('a worker that is killed', () => {
  let swarm: Swarm;
  afterEach(async () => swarm.close());

  it(
    'during a call of the model is followed by one that goes on, and only that call is made again',
    async () => {
      swarm = await openSwarm({ script });
      const repo = await swarm.repository();
      const held = swarm.model.hold('task-001/green/1', 2);
      const feature = await swarm.start({ repo, autoAnswer: true, autoApprove: true });
      await held.reached;
      await swarm.killWorker();
      held.release();
      await swarm.startWorker();
      const status = await until(feature, passed);
      expect(await subjects(repo)).toEqual(expect.arrayContaining(COMMITS));
      expect(await subjects(repo)).toHaveLength(5);
      expect(swarm.model.violations).toEqual([]);
      expect(swarm.model.leftovers()).toEqual([]);
      const repeated = swarm.model.requests.filter((request) => request.repeated);
      expect(repeated.map(({ key, turn }) => `${key} ${turn}`)).toEqual(['task-001/green/1 2']);
      expect(status.tasks.every((task) => task.status === 'done')).toBe(true);
    },
    3 * MINUTES,
  );
});

async function subjects(repo: string): Promise<string[]> {
  const log = await git(repo, ['log', '--format=%s', 'main..piv/user-authentication']);
  return log.trim().split('\n').toReversed();
}
