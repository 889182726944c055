/** How long the model's service is left alone: decisions only. */

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** After that many tries the service is down for longer: asking more often only fills the history. */
const MANY = 30;
const LONGEST_LATER_MS = 10 * 60_000;

/**
 * Milliseconds before the next try; `tries`: those that failed in a row, 1 or more. What the service asks for is obeyed,
 * and no less is waited than without it; `random` (0 to 1) spreads those who were turned away together.
 */
export function waitAfter(tries: number, askedMs: number | undefined, random: number): number {
  const longest = tries > MANY ? LONGEST_LATER_MS : LONGEST_MS;
  const own = Math.min(FIRST_MS * 2 ** (tries - 1), longest);
  return Math.round(askedMs === undefined ? own * (0.75 + random / 2) : askedMs + FIRST_MS * random * 0.25);
}
