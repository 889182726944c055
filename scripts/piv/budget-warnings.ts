import type { Status } from '../../src/types.js';
import { sessionLevel, type SessionLevel } from '../../src/workflows/budget.js';
import { money, percent, tokens } from '../figures.js';

/** What of its tokens and its money a feature has nearly used up, while it still matters. */

const OVER: Status['status'][] = ['passed', 'failed', 'cancelled', 'paused'];

const COMES: Record<SessionLevel, string> = {
  free: '',
  warned: 'at 88% no new task starts, at 100% it pauses',
  closing: 'no new task starts, at 100% it pauses',
  used: 'it pauses',
};

export function budgetWarnings(status: Status): string[] {
  const { feature, sessionTokens, cost = 0, maxCost = Infinity } = status;
  if (OVER.includes(status.status)) return [];
  const { number, tokens: used } = sessionOf(status);
  const level = sessionLevel(used, sessionTokens);
  const session = `Session ${number} has used ${share(used, sessionTokens)} of its ${tokens(sessionTokens)} tokens`;
  const dear = `The feature has cost ${share(cost, maxCost)} of the ${money(maxCost)} that it may`;
  return [
    ...(level === 'free' ? [] : [`${session}: ${COMES[level]}. More: piv budget ${feature} --tokens NUMBER`]),
    ...(sessionLevel(cost, maxCost) === 'free' ? [] : [`${dear}. More: piv budget ${feature} --cost DOLLARS`]),
  ];
}

/** Changes when there is something new to warn of. */
export const levelsOf = (status: Status) =>
  [
    sessionLevel(sessionOf(status).tokens, status.sessionTokens),
    sessionLevel(status.cost ?? 0, status.maxCost ?? Infinity),
  ].join();

const sessionOf = ({ sessions }: Status) => sessions.at(-1) ?? { number: 1, tokens: 0 };

const share = (part: number, whole: number) => percent((part / whole) * 100);
