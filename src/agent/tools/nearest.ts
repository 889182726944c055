/** How alike two bags of pieces are, from 0 to 1 (Dice's coefficient). */
export function likeness(a: string[], b: string[]): number {
  if (a.length + b.length === 0) return 1;
  const left = new Map<string, number>();
  for (const piece of a) left.set(piece, (left.get(piece) ?? 0) + 1);
  let shared = 0;
  for (const piece of b) {
    const count = left.get(piece) ?? 0;
    if (count === 0) continue;
    left.set(piece, count - 1);
    shared += 1;
  }
  return (2 * shared) / (a.length + b.length);
}

/** The `count` names that look most like this one, best first. */
export function nearestNames(name: string, names: string[], count = 3): string[] {
  const pairs = pairsOf(name);
  return names
    .map((candidate) => ({ candidate, score: likeness(pairs, pairsOf(candidate)) }))
    .filter(({ score }) => score > 0.4)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

export interface Span {
  /** Line numbers from 1, the last one included. */
  first: number;
  last: number;
}

/** More lines of what is looked for wouldn't find a better place, only later. */
const COMPARED_LINES = 40;

/** The `count` spans of lines that look most like the wanted ones, best first, none overlapping another. */
export function nearestSpans(wanted: string[], lines: string[], count = 3): Span[] {
  const size = Math.max(1, Math.min(wanted.length, COMPARED_LINES, lines.length));
  const target = wanted.slice(0, size).flatMap(wordsOf);
  const words = lines.map(wordsOf);
  const scored = lines
    .slice(0, lines.length - size + 1)
    .map((_, at) => ({ at, score: likeness(target, words.slice(at, at + size).flat()) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.at - b.at);
  const chosen: number[] = [];
  for (const { at } of scored) {
    if (chosen.length === count) break;
    if (chosen.every((other) => Math.abs(other - at) >= size)) chosen.push(at);
  }
  return chosen.map((at) => ({ first: at + 1, last: at + size }));
}

function wordsOf(line: string): string[] {
  return line.match(/\w+|[^\s\w]/g) ?? [];
}

function pairsOf(name: string): string[] {
  const lower = name.toLowerCase();
  return Array.from({ length: Math.max(1, lower.length - 1) }, (_, at) => lower.slice(at, at + 2));
}
