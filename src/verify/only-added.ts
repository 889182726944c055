import { onlyImportsMore } from './added-imports.js';

/**
 * Whether a test file has only gained tests. Its older ones are compared as what they are, functions below a header, told
 * by their indentation: so the same holds for any language, and what is put into one of them changes it.
 */
export function onlyAdds(before: string, after: string): boolean {
  const was = partsOf(before);
  const now = partsOf(after);
  const units = without(now.units, was.units);
  const lines = without(now.lines, was.lines);
  if (units === undefined || lines === undefined || !onlyImportsMore(was.imports, now.imports, before)) return false;
  const known = new Set([...was.units, ...was.lines].map(headerOf));
  return [...units, ...lines].every((part) => isHarmless(part) && !takesPlace(headerOf(part), known, before));
}

interface Parts {
  imports: string[];
  /** Functions, tables and the like, each with its header. */
  units: string[];
  /** What stands by itself, and headers of suites and classes. */
  lines: string[];
}

const IMPORT = /^\s*(?:import\b|from\b|using\b|use\b|require\b|package\b|#include|(?:const|let|var) .+\brequire\()/;
const SUITE =
  /^\s*(?:export )?(?:abstract |final |public |internal )*(?:describe|suite|context|feature|class|module|mod|namespace|impl|object|RSpec\.describe)\b/;
const CLOSES = /^\s*(?:[\])}]|end\b)/;

function partsOf(text: string): Parts {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trimEnd());
  const parts: Parts = { imports: [], units: [], lines: [] };
  for (let at = 0; at < lines.length;) {
    const header = lines[at]!;
    const end = SUITE.test(header) ? at + 1 : endOf(lines, at);
    const unit = lines.slice(at, end);
    const kind = IMPORT.test(header) ? 'imports' : unit.length > 1 ? 'units' : 'lines';
    parts[kind].push(unit.join('\n'));
    at = end;
  }
  return parts;
}

/** Behind what stands deeper than the line, and the line that closes it. */
function endOf(lines: string[], at: number): number {
  const depth = depthOf(lines[at]!);
  let end = at + 1;
  while (end < lines.length && depthOf(lines[end]!) > depth) end += 1;
  const closes = end > at + 1 && end < lines.length && depthOf(lines[end]!) === depth && CLOSES.test(lines[end]!);
  return closes ? end + 1 : end;
}

const depthOf = (line: string): number => line.length - line.trimStart().length;

/** What is left of `all` without each of `some`, once; undefined where one isn't there. */
function without(all: string[], some: string[]): string[] | undefined {
  const left = [...all];
  for (const one of some) {
    const at = left.indexOf(one);
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  return left;
}

/** What runs for older tests too, or changes what they run with. */
const FOR_ALL =
  /^\W*(?:(?:export |async |def |func |function )*(?:before|after|setUp|tearDown|setup_|teardown_|TestMain\b|init\b)|@(?:Before|After)|(?:jest|vi|mock|sinon)\.)|\bautouse\b|\bexpect\.extend\b|\bprototype\b|\bglobal(?:This)?\b|\bsys\.modules\b|\bObject\.|^\W*(?:const |let |var |function |def )(?:test|it|expect|describe|assert)\b|^\W*(?:test|it|expect|describe|assert)\s*=/;
const TEST = /^\s*(?:(?:it|test|specify)\b[\w.]*[(`\s]|@|\[|#\[)/;
const DECLARES =
  /^\s*(?:export |async |pub |public |private |protected |internal |static |final |suspend |override )*(?:def|func|fun|fn|function|void|const|let|var|type|interface|struct|enum|Task|data)\b/;
const SAYS_NOTHING = /^\s*(?:\/\/|\/?\*|#(?!\[)|[\])};,]*$|end$)/;

function isHarmless(part: string): boolean {
  const header = headerOf(part);
  if (FOR_ALL.test(header)) return false;
  return [TEST, DECLARES, SUITE, SAYS_NOTHING].some((pattern) => pattern.test(header));
}

const headerOf = (part: string): string => part.split('\n')[0]!;

/** A second test of the same name, or a second helper, is the one that runs in some languages. */
function takesPlace(header: string, known: Set<string>, before: string): boolean {
  if (SAYS_NOTHING.test(header) || /^\s*(?:@|\[|#\[)/.test(header)) return false;
  const name = /\b(?:def|func|fun|fn|function|class|const|let|var|type)\s+(\w+)/.exec(header)?.[1];
  return known.has(header) || (name !== undefined && new RegExp(`\\b${name}\\b`).test(before));
}
