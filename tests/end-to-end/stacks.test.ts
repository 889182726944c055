import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goModule, pythonPytest } from '../../examples/stacks/slugs.js';
import { filesBelow, folderOf } from '../../examples/stacks/stack.js';
import { missingFor, openStackSwarm, runStack } from '../../scripts/stacks/run.js';
import { git } from '../../src/git/git.js';
import type { Swarm } from '../helpers/swarm.js';

/** One a language, beside the example in JavaScript that all tests are about; `npm run stacks` has them all. */
const STACKS = [pythonPytest, goModule];
const here = STACKS.filter((stack) => missingFor(stack).length === 0);

describe('a feature in a repository of', () => {
  let swarm: Swarm;
  beforeAll(async () => {
    swarm = await openStackSwarm(here);
  });
  afterAll(() => swarm.close());

  it.each(here.map((stack) => [stack.tools, stack] as const))(
    '%s',
    async (_tools, stack) => {
      const { verdict, stages, repo, status } = await runStack(swarm, stack);
      expect({ verdict, text: status?.waitingFor?.text }).toEqual({ verdict: 'PASSED' });
      const found = Object.fromEntries(stages.map(({ name, status: of, detail }) => [name, `${of}: ${detail}`]));
      expect(found).toEqual({
        'Task Verification': 'passed: 1/1 passed',
        Linting: 'passed: 0 errors',
        'Type Check': expect.stringMatching(/^passed: 0 errors$|^n\/a: the repository has no command for it$/),
        'Unit Tests': expect.stringMatching(/^passed: [56] passed$/),
        'Integration Tests': expect.stringMatching(/^n\/a: /),
        Coverage: 'passed: 100%',
      });
      const made = filesBelow(folderOf(stack, 'work'));
      const changed = await git(repo, ['diff', '--name-only', 'main', `piv/${stack.name}`]);
      expect(changed.trim().split('\n').toSorted()).toEqual(made.toSorted());
    },
    240_000,
  );
});
