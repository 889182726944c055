import { shortText } from '../lists.js';
import type { Baseline, Command, Commands } from '../types.js';
import { listed } from '../verify/failures.js';
import { measureLint } from '../verify/lint.js';
import { cantRun } from '../verify/not-there.js';
import { measureTypes } from '../verify/types.js';
import { alive } from './alive.js';
import { keepCache } from './caches.js';
import type { Dependencies, Place } from './dependencies.js';
import { keepSetUp } from './kept-set-up.js';
import { measureTests, type Tried } from './measure-tests.js';
import { openWorkspace, type Workspace } from './workspace.js';

export interface MeasureBaseline {
  place: Place;
  commit: string;
  tree: string;
  commands: Commands;
  /** Agents have written to this tree: what its tests leave is of no use to later checks. */
  later?: boolean;
  /** To see whether the commands can be run: the dear ones are left where another one can't. */
  trying?: boolean;
}

/** Runs the repository's commands on a tree, so that what fails later can be told from what failed before. */
export function measureBaselineActivity(deps: Dependencies) {
  return async function measureBaseline(input: MeasureBaseline): Promise<Baseline> {
    return alive((signal) => measureOn(deps, input, signal));
  };
}

export async function measureOn(
  deps: Pick<Dependencies, 'config'>,
  input: MeasureBaseline,
  signal: AbortSignal,
): Promise<Baseline> {
  const at = { name: 'check', commit: input.commit, tree: input.tree };
  const workspace = await openWorkspace(deps, input.place, at, signal);
  const baseline: Baseline = { notes: [], exitCodes: {} };
  const broken: string[] = [];
  const lost = workspace.lost ? `. ${whyLost(workspace.lost)}` : '';
  if (workspace.lost) baseline.notes.push(whyLost(workspace.lost));
  const tried: Tried = (name, command, run) => {
    baseline.exitCodes![name] = run.exitCode;
    if (!cantRun(run)) return;
    const said = shortText(lastLine(run.output));
    broken.push(`\`${command.command}\` (${command.source}) can't be run: ${said}${lost}`);
  };
  await measureFindings(input.commands, workspace, baseline, tried, signal);
  if (input.trying && broken.length > 0) return { ...baseline, broken };
  await measureTests(input.commands, { workspace, place: input.place, baseline, tried, signal });
  if (baseline.unreadable) baseline.unreadable += lost;
  if (!input.later) {
    await keepCache(workspace.worktree, input.place.slug);
    await keepSetUp(workspace.worktree, input.place.slug);
  }
  return broken.length > 0 ? { ...baseline, broken } : baseline;
}

const whyLost = (names: string[]) =>
  `Set-up made ${listed(names)}, which git doesn't ignore, so it was removed: name it in .gitignore to keep it`;

async function measureFindings(
  { lint, typecheck }: Commands,
  workspace: Workspace,
  baseline: Baseline,
  tried: Tried,
  signal: AbortSignal,
): Promise<void> {
  const count = async (name: 'lint' | 'typecheck', command: Command, measure: typeof measureLint) => {
    const { errors, missing, run } = await measure(command, workspace, { signal });
    tried(name, command, run);
    const what = name === 'lint' ? 'lint' : 'types';
    if (errors === undefined) baseline.notes.push(`${what} (${command.command}): ${missing}`);
    return errors;
  };
  const lintErrors = lint && (await count('lint', lint, measureLint));
  const typeErrors = typecheck && (await count('typecheck', typecheck, measureTypes));
  Object.assign(
    baseline,
    lintErrors === undefined ? {} : { lintErrors },
    typeErrors === undefined ? {} : { typeErrors },
  );
}

const lastLine = (output: string) =>
  output
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '') ?? 'no such program';
