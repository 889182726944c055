import { setHandler } from '@temporalio/workflow';
import { z } from 'zod';
import { COMMAND_NAMES, grantsSchema, type CommandName } from '../types.js';
import { publish } from './details.js';
import type { FeatureRun } from './feature-run.js';
import { widen, grantText } from './granting.js';
import * as messages from './messages.js';
import { signalTasks } from './reach-tasks.js';
import { refuse } from './refuse.js';
import { settle, type OwnCommands } from './stated.js';

/** What a person says of the commands, and of what these may reach. */

export function listenToCommands(run: FeatureRun): void {
  setHandler(
    messages.commandsQuery,
    () => ({ commands: run.brief?.commands ?? {}, exitCodes: run.baseline?.exitCodes }),
    { description: 'The commands as they hold now, and with which code each ended before the feature' },
  );
  setHandler(messages.commandsUpdate, ({ change }) => setCommands(run, change), {
    validator: (input) => checkCommands(run, input?.change),
    description: `{ change: { test?: "…" or null, … } }: another command, or none, for ${COMMAND_NAMES.join(', ')}`,
  });
}

const line = z.string().trim().min(1, 'must not be empty').max(2_000);
const changeSchema = z.partialRecord(z.enum(COMMAND_NAMES), line.nullable());

function checkCommands(run: FeatureRun, change: OwnCommands | undefined): void {
  const strange = Object.keys(change ?? {}).find((key) => !COMMAND_NAMES.some((name) => name === key));
  if (strange) throw refuse(`change: "${strange}" is no command; they are called ${COMMAND_NAMES.join(', ')}`);
  const parsed = changeSchema.safeParse(change ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`change: ${issue!.path.join('.')} ${issue!.message}`);
  }
  if (Object.keys(parsed.data).length === 0) throw refuse('change: name a command');
  const known = run.brief?.commands ?? {};
  const gone = Object.entries(parsed.data).find(
    ([name, to]) => to === null && run.brief && !known[name as CommandName],
  );
  if (gone) throw refuse(`change: there is no ${gone[0]} to leave out`);
}

/** It holds for what begins from now on, and is tried before that. */
function setCommands(run: FeatureRun, change: OwnCommands) {
  run.own = { ...run.own, ...changeSchema.parse(change) };
  settle(run);
  publish(run);
  return { commands: run.brief?.commands ?? {} };
}

/** What comes with a `retry`. Checked by `grantProblem` before. */
export function takeGrants(run: FeatureRun, { task: _task, ...grants }: messages.Retry): void {
  for (const to of [run.feature, run.place]) widen(to, grants);
  const text = grantText(grants);
  if (text) run.notes.push(text);
  void signalTasks(run, messages.retrySignal, ...(text ? [grants] : []));
}

export function checkGrants({ task: _task, ...input }: messages.Retry): void {
  const parsed = grantsSchema.safeParse(input);
  const [issue] = parsed.error?.issues ?? [];
  if (issue) throw refuse(`${issue.path.join('.')}: ${issue.message}`);
}
