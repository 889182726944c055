import { COMMAND_NAMES, type Brief, type Commands, type Stated, type Submission } from '../types.js';
import type { FeatureRun } from './feature-run.js';

/** What a person has said of the commands: another one, or that there is none. */
export type OwnCommands = { [name in keyof Commands]?: string | null };

/** What prime has found of them. */
export type Found = Pick<Submission<'prime'>, 'package' | 'testFiles' | 'commands'>;

/** What the repository states of itself takes the place of what prime has found. */
export function withStated(submitted: Submission<'prime'>, stated: Stated | undefined): Brief {
  const { package: folder = '', ...found } = submitted;
  const { mutants, packages, separate } = stated ?? {};
  const own = packages?.[folder];
  const { testFiles, integrationTests } = own ?? stated ?? {};
  return {
    ...found,
    commands: { ...found.commands, ...(own ?? stated)?.commands },
    testFiles: testFiles ?? found.testFiles,
    ...(integrationTests ? { integrationTests } : {}),
    ...(mutants === undefined ? {} : { mutants }),
    ...(separate === undefined ? {} : { separate }),
  };
}

/** A person's word comes last. */
export function withOwn(brief: Brief, own: OwnCommands = {}): Brief {
  const commands = { ...brief.commands };
  for (const name of COMMAND_NAMES) {
    const command = own[name];
    if (command === null) delete commands[name];
    else if (command !== undefined) commands[name] = { command, source: BY_PERSON };
  }
  return { ...brief, commands };
}

export const BY_PERSON = 'piv commands';

/** The brief as it is by now: what prime has found, what the repository states, and what a person has said. */
export function settle(run: FeatureRun): void {
  const { brief, found, at, own, place } = run;
  if (!brief) return;
  const { integrationTests: _tests, mutants: _mutants, separate: _separate, ...base } = brief;
  const before = brief.commands;
  run.brief = withOwn(withStated({ ...base, ...found }, at.stated), own);
  delete place.setup;
  if (run.brief.commands.setup) place.setup = run.brief.commands.setup.command;
  const changed = renamedIn(before, run.brief.commands);
  if (changed.length === 0) return;
  run.renamed = [...(run.renamed ?? []), ...changed];
  run.inbox.measure = true;
}

/** Lines of a plan that go by a command that is another one now; by the tests, where there is none any more. */
export type Renamed = { from: string; to?: string };

function renamedIn(before: Commands, now: Commands): Renamed[] {
  return COMMAND_NAMES.flatMap((name) => {
    const [from, to] = [before[name]?.command, (now[name] ?? now.test)?.command];
    if (before[name]?.command === now[name]?.command) return [];
    return [{ from: from ?? '', ...(to ? { to } : {}) }];
  });
}

/** A task's verify line, as it is by now. */
export const verifiedBy = (verify: string, renamed: Renamed[] = []): string =>
  renamed.reduce(
    (line, { from, to }) => (from && to && line.startsWith(from) ? to + line.slice(from.length) : line),
    verify,
  );

/** How commands are run from now on. */
export function settleRunning({ at, place }: Pick<FeatureRun, 'at' | 'place'>): void {
  const { limits, env, copy } = at.stated ?? {};
  delete place.running;
  if (limits || env || copy) place.running = { limits, env, copy };
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
