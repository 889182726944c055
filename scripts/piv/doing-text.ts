import type { Doing, Status } from '../../src/types.js';
import { clock, tokens } from '../figures.js';
import { colors } from './report.js';

type Shown = Pick<Status, 'doing' | 'tasks' | 'cancelling' | 'ending'>;

/** What runs now, the feature's own step first. */
export const stepsOf = ({ doing, tasks }: Shown): Doing[] => [
  ...(doing ? [doing] : []),
  ...tasks.flatMap((task) => task.doing ?? []),
];

/** A line; of an answer of the model how long it is so far, of a step that is tried again how often, and its last words. */
export function stepText({ what, since, tokens: said, attempt, last }: Doing): string {
  const sofar = said ? `, ${tokens(said)} tokens so far` : '';
  if (!attempt) return `doing: ${what} — since ${clock(since)}${sofar}`;
  const words = last ? `, last: ${last}` : '';
  return colors.yellow(`doing: ${what} — attempt ${attempt} since ${clock(since)}${sofar}${words}`);
}

/** All that runs now, and that it has to end before a cancel is one. */
export function doingText(status: Shown): string {
  const { cancelling, ending } = status;
  const cancel = cancelling && !ending ? [colors.yellow(`cancelling since ${clock(cancelling)}; it waits for:`)] : [];
  return [...cancel, ...stepsOf(status).map(stepText)].join('\n');
}
