import type { TestCase, TestError } from '../../types.js';
import { shorten } from './report.js';

/** What Rust's own test harness prints for people, which is all that it has on stable Rust. */

/** One program of tests, or the tests in the documentation of a crate. */
export interface Ran {
  /** The name of its file in the folder of what is built; '' for documentation. */
  program: string;
  /** As cargo names it. */
  source: string;
  ended: boolean;
  results: { name: string; status: TestCase['status'] }[];
  /** What each test that failed has said. */
  said: Map<string, string>;
}

const BEGINS = /^ +(?:Running (?:unittests )?(?<source>\S+) \((?<program>.+)\)|Doc-tests (?<documented>\S+))$/m;
const RESULT = /^test (?<name>.+?)(?: - should panic)? \.\.\. (?:(?<status>ok|FAILED|ignored)(?:, .*)?$)?/;
/** Where the test has printed something before its end. */
const LATE = /^(?:.*[^\w])?(ok|FAILED)$/;
const STATUS = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' } as const;

export function ranIn(printed: string): Ran[] {
  const ran: Ran[] = [];
  for (const part of printed.split(/^(?= +(?:Running|Doc-tests) )/m)) {
    const { source, program = '', documented } = BEGINS.exec(part)?.groups ?? {};
    if (source === undefined && documented === undefined) continue;
    ran.push({
      program: program.replaceAll('\\', '/').split('/').at(-1)!,
      source: source ?? '',
      ended: /^test result: /m.test(part),
      results: resultsIn(part),
      said: saidIn(part),
    });
  }
  return ran;
}

function resultsIn(part: string): Ran['results'] {
  const results: Ran['results'] = [];
  let open: string | undefined;
  const [list = ''] = part.split(/^failures:$/m);
  for (const line of list.split('\n')) {
    const { name, status } = RESULT.exec(line)?.groups ?? {};
    const late = name === undefined && open !== undefined ? LATE.exec(line)?.[1] : undefined;
    const ended = (status ?? late) as keyof typeof STATUS | undefined;
    if (ended) results.push({ name: name ?? open!, status: STATUS[ended] });
    if (name !== undefined) open = status ? undefined : name;
    else if (late) open = undefined;
  }
  return results;
}

/** They stand between the first list of failures, which tells them, and the second, which names them. */
function saidIn(part: string): Map<string, string> {
  const told = part.split(/^failures:$/m)[1] ?? '';
  const pieces = told.split(/^---- (.+?)(?: stdout)? ----$/m).slice(1);
  return new Map(pieces.flatMap((name, at) => (at % 2 === 0 ? [[name, pieces[at + 1] ?? '']] : [])));
}

/** From Rust 1.73 on the message has lines of its own. */
const PANIC =
  /panicked at (?:'(?<old>[^]*?)', )?(?<file>[^\s:]+):(?<line>\d+):\d+:?\n(?<message>[^]*?)(?=\nstack backtrace:|\nnote: |\n\n|$(?![^]))/;

/** A test fails by an assertion, by a panic of its own, or by one in what it calls. `folder`: where its package is. */
export function libtestError(said: string, file: string, folder: string): TestError {
  const panic = PANIC.exec(said)?.groups;
  if (!panic) {
    const message = said.trim().replace(/^note: /, '');
    return { name: 'AssertionError', message: shorten(message || 'failed') };
  }
  const place = panic['file']!;
  const message = shorten((panic['old'] ?? panic['message'] ?? '').trim() || 'panicked');
  const own = place === file || message.startsWith('assertion');
  const inner = [...said.matchAll(/^ +at (\.\/)?([^\s/]\S*:\d+):\d+$/gm)];
  const frames = inner.map(([, here, at]) => `    at ${here ? folder : ''}${at}`);
  const stack = [message, `    at ${place}:${panic['line']}`, ...frames].join('\n');
  return { name: own ? 'AssertionError' : 'panic', message, stack: shorten(stack) };
}
