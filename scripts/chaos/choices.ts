import type { Point } from './points.js';
import type { Random } from './random.js';

/** Where the next worker is to be killed: the points that are armed for it. */
export interface Choice {
  next(): Point[];
  /** Hears what was reached. */
  struck(points: Point[]): void;
  /** Points that it still wants. */
  left(): Point[];
  /** Nothing more is to be killed. */
  done(): boolean;
}

/** Each point once; all that are left are armed together, so that one feature passes many. */
export function eachOnce(points: Point[]): Choice {
  let left = points;
  return {
    next: () => left,
    struck: (reached) => (left = left.filter((point) => !reached.includes(point))),
    done: () => left.length === 0,
    left: () => left,
  };
}

/**
 * Any boundary, so many times. Every eighth worker is left alone until it has ended a second step, and so told of the
 * first: else a long step would be begun again until its attempts are used up.
 */
export function anyBoundary(kills: number, random: Random): Choice {
  let left = kills;
  let lives = 0;
  return {
    next() {
      lives += 1;
      return lives % 8 === 0 ? [{ ...stepEnds(), skip: 1 + random(2) }] : [anyPoint(random)];
    },
    struck: () => (left -= 1),
    left: () => [],
    done: () => left <= 0,
  };
}

const stepEnds = (): Point => ({ name: 'a step ends', at: { on: 'step', when: 'ends' } });

function anyPoint(random: Random): Point {
  const when = (['before', 'during', 'after'] as const)[random(3)]!;
  const kind = random(10);
  if (kind < 4) return { name: `${when} git`, at: { on: 'git', when, match: '*' }, skip: random(5) };
  if (kind < 5) return { name: `${when} a command`, at: { on: 'bwrap', when, match: '*' }, skip: random(2) };
  if (kind < 8) {
    const stage = (['asked', 'half', 'sent', 'kept'] as const)[random(4)]!;
    return { name: `model ${stage}`, at: { on: 'model', when: stage }, skip: random(2) };
  }
  if (kind < 9) return { name: 'a step begins', at: { on: 'step', when: 'begins' }, skip: random(2) };
  return { ...stepEnds(), skip: random(2) };
}
