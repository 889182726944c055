import { posix } from 'node:path';

/** Lines that a search has found, in the order in which a reader wants them. */

export interface Match {
  file: string;
  /** As ripgrep prints it: path:line:text. */
  line: string;
  text: string;
}

export interface FileMatches {
  file: string;
  matches: Match[];
}

const BEFORE =
  '(?:(?:export|default|public|private|protected|internal|static|abstract|final|async|pub(?:\\([^)]*\\))?|declare|unsafe|override|open|sealed|data)\\s+)*';
const KINDS =
  'function\\*?|class|interface|type|enum|struct|trait|impl|module|namespace|def|func|fn|fun|object|record|macro_rules!|#define|create\\s+table';
/** A constant is one at the top of its file only: within a function it is a line like any other. */
const DEFINES = new RegExp(`^(?:\\s*${BEFORE}(?:${KINDS})|${BEFORE}(?:const|let|var|val))\\b`, 'i');
const TESTS = /(?:^|\/)(?:tests?|spec|__tests__|testdata|fixtures?)\/|[._-](?:test|spec)s?\.[^/]+$|(?:^|\/)test_[^/]+$/;
const PROSE = /\.(?:md|mdx|rst|txt|adoc|html?|svg)$/i;
const MADE =
  /(?:^|\/)(?:dist|build|vendor|third_party|__snapshots__)\/|\.(?:lock|snap|map|min\.js|min\.css)$|(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|go\.sum)$/;

/** Files with a definition come first, then other source, then tests, texts for people, and what tools have made. */
export function rank(matches: Match[]): FileMatches[] {
  const files = new Map<string, Match[]>();
  for (const match of matches) {
    const known = files.get(match.file);
    if (known) known.push(match);
    else files.set(match.file, [match]);
  }
  return [...files]
    .map(([file, found]) => ({ file, matches: found, place: placeOf(file, found) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ file, matches: found }) => ({ file, matches: found }));
}

function placeOf(file: string, matches: Match[]): number {
  if (MADE.test(file)) return 5;
  if (PROSE.test(file) || posix.basename(file).startsWith('.')) return 4;
  if (TESTS.test(file)) return 3;
  return matches.some(({ text }) => DEFINES.test(text)) ? 1 : 2;
}
