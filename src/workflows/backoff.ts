/** How long the model's service is left alone: decisions only. */

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** After that many tries the service is down for longer: asking more often only fills the history. */
const MANY = 30;
const LONGEST_LATER_MS = 10 * 60_000;

/**
 * Milliseconds before the next try; `tries`: those that failed in a row, 1 or more. What the service asks for is obeyed;
 * one that keeps asking for less than it needs is waited for longer and longer after many tries. `random` (0 to 1)
 * spreads those who were turned away together.
 */
export function waitAfter(tries: number, askedMs: number | undefined, random: number): number {
  if (askedMs === undefined) {
    const own = doubled(tries, tries > MANY ? LONGEST_LATER_MS : LONGEST_MS);
    return Math.round(own * (0.75 + random / 2));
  }
  const least = tries > MANY ? doubled(tries - MANY, LONGEST_LATER_MS) : 0;
  return Math.round(Math.max(askedMs, least) + FIRST_MS * random * 0.25);
}

const doubled = (times: number, longest: number) => Math.min(FIRST_MS * 2 ** (times - 1), longest);
