import { table } from '../tables.js';
import { THREATS, threatOf } from './all.js';
import type { Played } from './play.js';

/** Who has played what; a text says why they couldn't. */
export type Outcome = [who: string, played: Played[] | string];

export function attackTable(outcomes: Outcome[]): string {
  const rows = outcomes.flatMap(([who, played]) => {
    if (typeof played === 'string') return [[who, `not played: ${played}`, '', '', '']];
    const threats = Object.entries(THREATS).map(([threat, name]) => ({
      name: `${threat} ${name}`,
      of: played.filter((one) => threatOf(one) === threat),
    }));
    return threats.filter(({ of }) => of.length > 0).map(({ name, of }) => [who, name, ...counts(of)]);
  });
  return table(['As', 'Threat', 'Attacks', 'Held', 'Controls that work'], rows);
}

const counts = (played: Played[]) =>
  [played.length, held(played).length, working(played).length].map((count) => String(count));
const held = (played: Played[]) => played.filter((one) => one.held);
const working = (played: Played[]) => played.filter((one) => one.works);

/** What is wrong, each with the line that repeats it. */
export const wrong = (outcomes: Outcome[]): string[] =>
  outcomes.flatMap(([who, played]) =>
    (typeof played === 'string' ? [] : played)
      .filter((one) => !one.held || !one.works)
      .map((one) => {
        const what = one.problem ?? (one.held ? 'its control does not work here' : 'ESCAPED');
        return `${one.id} ${one.title} (${who}): ${what}; repeat it with: npm run attack -- --only ${one.id}`;
      }),
  );

export function lastLine(outcomes: Outcome[]): string {
  const all = outcomes.flatMap(([, played]) => (typeof played === 'string' ? [] : played));
  const verdict = all.length > 0 && wrong(outcomes).length === 0 ? 'PASSED' : 'FAILED';
  const escapes = all.length - held(all).length;
  return `${verdict}: ${all.length} attacks, ${escapes} escapes, ${working(all).length} controls`;
}
