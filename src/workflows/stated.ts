import type { Brief, Stated, Submission } from '../types.js';

/** What the repository states of itself takes the place of what prime has found. */
export function withStated(found: Submission<'prime'>, stated: Stated | undefined): Brief {
  const { commands, testFiles, integrationTests, mutants } = stated ?? { commands: {} };
  return {
    ...found,
    commands: { ...found.commands, ...commands },
    testFiles: testFiles ?? found.testFiles,
    ...(integrationTests ? { integrationTests } : {}),
    ...(mutants === undefined ? {} : { mutants }),
  };
}
