/** How long the model's service is left alone: decisions only. */

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** After that many tries the service is down for longer: asking more often only fills the history. */
const MANY = 30;
/** From then on, doubled every ten tries: some tenth of the time that it has been down for. */
const LATER_MS = 10 * 60_000;
const LATER_TRIES = 10;
const LONGEST_LATER_MS = 4 * 3_600_000;

/**
 * Milliseconds before the next try; `tries`: those that failed in a row, 1 or more. What the service asks for is obeyed;
 * one that keeps asking for less than it needs is waited for longer and longer after many tries. `random` (0 to 1)
 * spreads those who were turned away together.
 */
export function waitAfter(tries: number, askedMs: number | undefined, random: number): number {
  const later = Math.min(LATER_MS * 2 ** Math.floor((tries - MANY - 1) / LATER_TRIES), LONGEST_LATER_MS);
  if (askedMs === undefined) {
    const own = tries > MANY ? later : doubled(tries, LONGEST_MS);
    return Math.round(own * (0.75 + random / 2));
  }
  const least = tries > MANY ? doubled(tries - MANY, later) : 0;
  return Math.round(Math.max(askedMs, least) + FIRST_MS * random * 0.25);
}

const doubled = (times: number, longest: number) => Math.min(FIRST_MS * 2 ** (times - 1), longest);
