import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noTests } from '../../examples/stacks/no-tests/stack.js';
import { goModule, monorepo, pythonPytest } from '../../examples/stacks/slugs.js';
import { filesBelow, folderOf } from '../../examples/stacks/stack.js';
import { missingFor, openStackSwarm, runStack } from '../../scripts/stacks/run.js';
import { git } from '../../src/git/git.js';
import type { Swarm } from '../helpers/swarm.js';

const NONE = 'n/a: the repository has no command for it';
const NO_ERRORS = 'passed: 0 errors';

/** One a language, beside the example in JavaScript that all tests are about, what has no tests, and a monorepo; `npm run stacks` has all. */
const STACKS = [
  { stack: pythonPytest, found: { Linting: NO_ERRORS, Coverage: 'passed: 100%' } },
  { stack: goModule, found: { Linting: NO_ERRORS, Coverage: 'passed: 100%' } },
  { stack: noTests, found: { Linting: NONE, Coverage: expect.stringMatching(/^n\/a: /) } },
  { stack: monorepo, found: { Linting: NONE, Coverage: expect.stringMatching(/^n\/a: /) } },
];
const here = STACKS.filter(({ stack }) => missingFor(stack).length === 0);

describe('a feature in a repository of', () => {
  let swarm: Swarm;
  beforeAll(async () => {
    swarm = await openStackSwarm(here.map(({ stack }) => stack));
  });
  afterAll(() => swarm.close());

  it.each(here.map(({ stack, found }) => [stack.tools, stack, found] as const))(
    '%s',
    async (_tools, stack, wanted) => {
      const { verdict, stages, repo, status } = await runStack(swarm, stack);
      expect({ verdict, text: status?.waitingFor?.text }).toEqual({ verdict: 'PASSED' });
      const found = Object.fromEntries(stages.map(({ name, status: of, detail }) => [name, `${of}: ${detail}`]));
      expect(found).toEqual({
        ...wanted,
        'Task Verification': stack === noTests ? 'passed: 2/2 passed' : 'passed: 1/1 passed',
        'Type Check': NONE,
        'Unit Tests': expect.stringMatching(/^passed: [56] passed$/),
        'Integration Tests': expect.stringMatching(/^n\/a: /),
      });
      const made = filesBelow(folderOf(stack, 'work'));
      const changed = await git(repo, ['diff', '--name-only', 'main', `piv/${stack.name}`]);
      expect(changed.trim().split('\n').toSorted()).toEqual(made.toSorted());
    },
    400_000,
  );
});
