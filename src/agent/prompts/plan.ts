import type { Baseline, Brief, Decision, Task } from '../../types.js';
import { baselineText } from './baseline.js';
import { featureContext } from './brief.js';
import { groundText, landedText } from './ground.js';
import { againText, opening, systemOf, type Opening, type Prompt } from './opening.js';
import { ENDING, GROUND } from './rules.js';
import { list, quote } from './text.js';

const RULES = `\
# Plan
Cut the feature into tasks. Each becomes one commit that stands by itself: its tests pass when it is checked out, and
it can be reviewed in one sitting. It is done in fresh contexts that see the request, what stands under "The repository"
and "Decisions", and the task; of other tasks the names only, and nothing of this conversation. So \`doneWhen\` says all
that is wanted: names, signatures, inputs, results and errors that a test can check, and that the tasks after it rely on.

- \`id\`: task-001, task-002 and so on. \`blockedBy\`: the tasks whose commits it needs; no cycle. Tasks that don't block
  each other run side by side, so they must not change the same files.
- \`files\`: every path that it creates or changes, its tests included, which the globs under "Test files" have to match.
  New tests may fail for want of these files only; and what decides the results of tests and checks (settings of runners
  and linters, scripts and new dependencies in manifests, lock files, snapshots, conftest.py) may change only if named here.
- \`verify\`: one of the commands under "Commands", with test files or options behind it where it takes them, and nothing
  else: no quotes, no \`&&\`. It is run at the end, on a clean checkout.
- \`commit\`: the subject of its commit, in the form under "Commits"; where there is nothing of that name, of a conventional
  commit, like \`feat(auth): Create login endpoint\`.
- \`estimatedTokens\`: what its conversations will hold, reading included. 10,000 to 20,000 is usual, more than 60,000
  refused. \`priority\` decides what goes first among those that may start.
- \`testing\`: only where "Commands" has no \`test\`. The first task, a \`chore\` that all others are blocked by, then brings
  it, with its settings and a small test that passes: say which task, and how tests are run from then on.
- \`separate\`: true for a \`code\` task where a mistake would be dear, as in what guards money, secrets or data: then whoever
  writes the code has not written its tests. It costs about a quarter more; leave it out elsewhere.
- \`kind\` decides how it is checked, and is no way around a test:
  - \`code\`: tests are written first, and must fail for want of this code; then they must pass. Anything that changes
    behaviour is \`code\`.
  - \`test\`: more tests for what its blockers built. Changes no source file. Its tests must fail where a blocker's work
    is taken out; without a blocker, name the tested source in \`files\`.
  - \`refactor\`: changes no test; the tests pass before and after.
  - \`docs\`, \`chore\`: change neither source files nor tests, save what \`testing\` is about. Manifests, settings and texts
    are no source files.

All tests are run on each task's work. At the end, lint and types may have no more errors than before, and 80 % of the
lines have to be covered, or as many as before: that needs no task of its own.`;

export interface PlanArguments extends Opening {
  brief: Brief;
  decisions: Decision[];
  /** What a person wanted otherwise, oldest first. */
  feedback: string[];
  /** Tasks whose commits are on the branch already, and the first id that no earlier plan has used. */
  finished: Task[];
  next?: string;
  /** What the commands said before the feature, and what the validation of the tasks so far found wrong. */
  baseline?: Baseline;
  failed?: string[];
  /** The last ones, where the repository has a form of its own for them. */
  subjects?: string[];
}

export function planPrompt(known: PlanArguments): Prompt {
  return {
    system: systemOf([GROUND, RULES, ENDING], known),
    opening: opening({ Feature: known.feature, Phase: 'plan' }, [
      featureContext(known),
      baselineText(known.baseline),
      groundText(known.ground),
      subjectsText(known.subjects),
      known.ground && landedText(known.ground),
      finishedText(known),
      failedText(known.failed),
      feedbackText(known.feedback),
      againText(known),
    ]),
  };
}

function subjectsText(subjects: string[] | undefined): string | undefined {
  if (!subjects) return undefined;
  const last = subjects.length > 0 ? `\n${quote('git log, newest first', list(subjects))}` : '';
  return `# Commits\nThis repository names commits in its own way: as its instructions say, else as its last ones show.${last}`;
}

function finishedText({ finished, next }: PlanArguments): string | undefined {
  if (finished.length === 0 && !next) return undefined;
  const from = next ? ` from ${next} on,` : '';
  const lines = finished.map(({ id, name, commit }) => `${id}: ${name} (${commit})`);
  return `# Finished\nThese are on the branch. Plan only what is still to do,${from} and block on them where needed.\n${list(lines)}`;
}

function failedText(failed: string[] | undefined): string | undefined {
  return failed && `# What the validation found wrong\n${quote('the validation', list(failed))}`;
}

function feedbackText(feedback: string[]): string | undefined {
  if (feedback.length === 0) return undefined;
  const quoted = feedback.map((text) => quote('the person who asked for the feature', text));
  return `# Feedback on earlier plans, oldest first; follow it\n${quoted.join('\n')}`;
}
