import type { Brief, Stated, Submission } from '../types.js';

/** What the repository states of itself takes the place of what prime has found. */
export function withStated(submitted: Submission<'prime'>, stated: Stated | undefined): Brief {
  const { package: folder = '', ...found } = submitted;
  const { mutants, packages } = stated ?? {};
  const own = packages?.[folder];
  const { testFiles, integrationTests } = own ?? stated ?? {};
  return {
    ...found,
    commands: { ...found.commands, ...(own ?? stated)?.commands },
    testFiles: testFiles ?? found.testFiles,
    ...(integrationTests ? { integrationTests } : {}),
    ...(mutants === undefined ? {} : { mutants }),
  };
}

/** Why the package that prime names is none, if so. */
export function packageProblem(
  { package: folder }: Submission<'prime'>,
  stated: Stated | undefined,
): string | undefined {
  const known = Object.keys(stated?.packages ?? {});
  if (folder === undefined || folder === '' || known.includes(folder)) return undefined;
  return `package: "${folder}" is not one that piv.config.yaml names (${known.join(', ') || 'it names none'}); without one the commands of the root hold`;
}
