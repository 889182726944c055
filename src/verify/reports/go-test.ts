import path from 'node:path';
import { z } from 'zod';
import type { TestCase, TestError } from '../../types.js';
import { type GoPackages, goPackages } from './go-packages.js';
import { jsonLines } from './json.js';
import { type Report, type ReportParser, shorten } from './report.js';

const text = z.string();
/** An event of `go test -json` (`go doc cmd/test2json`); those of a build have an ImportPath instead of a package. */
const eventSchema = z.object({
  Action: text,
  Package: text.optional(),
  Test: text.optional(),
  Output: text.optional(),
  ImportPath: text.optional(),
  FailedBuild: text.optional(),
});
type Event = z.infer<typeof eventSchema>;

const ENDS = new Map<string, TestCase['status']>([
  ['pass', 'passed'],
  ['fail', 'failed'],
  ['skip', 'skipped'],
]);

export const parseGoTestReport: ReportParser = (report, relative, dir) => {
  const events = jsonLines(report, eventSchema);
  const packages = goPackages(dir);
  const failedAbove = parentsOfFailures(events);
  const printed = outputs(events);
  const begun = events.filter(({ Action }) => Action === 'start').map(({ Package }) => Package);
  const ended = new Set(events.filter(({ Test, Action }) => !Test && ENDS.has(Action)).map(({ Package }) => Package));
  const found: Report = {
    complete: begun.length > 0 && begun.every((name) => ended.has(name)),
    tests: [],
    loadErrors: [],
    printed: events.map(({ Output = '' }) => Output).join(''),
  };
  for (const event of events) {
    const status = ENDS.get(event.Action);
    if (!status || !event.Package) continue;
    if (event.FailedBuild)
      found.loadErrors.push(...buildErrors(printed.get(event.FailedBuild) ?? '', event.Package, packages));
    if (!event.Test || failedAbove.has(keyOf(event))) continue;
    const [test = '', ...subtests] = event.Test.split('/');
    const folder = packages.folderOf(event.Package);
    const base = { file: packages.testFile(folder, test), name: [test, ...subtests].join(' > '), status };
    const said = () => relative(printed.get(keyOf(event)) ?? '');
    found.tests.push(status === 'failed' ? { ...base, error: testError(said(), folder) } : base);
  }
  return found;
};

const keyOf = ({ Package = '', Test = '', ImportPath }: Event) => ImportPath ?? `${Package} ${Test}`;

/** What each test, package and build has printed. */
function outputs(events: Event[]): Map<string, string> {
  const printed = new Map<string, string>();
  for (const event of events) printed.set(keyOf(event), (printed.get(keyOf(event)) ?? '') + (event.Output ?? ''));
  return printed;
}

/** Tests with a failed subtest, which speaks for them. */
function parentsOfFailures(events: Event[]): Set<string> {
  const failed = events.filter(({ Action, Test }) => Action === 'fail' && Test);
  return new Set(
    failed.flatMap((event) => {
      const names = event.Test!.split('/');
      return names.slice(1).map((_, depth) => keyOf({ ...event, Test: names.slice(0, depth + 1).join('/') }));
    }),
  );
}

/** A test fails by what it says (`t.Error`, `t.Fatal`), which is its assertion, or by a panic. */
function testError(printed: string, folder: string): TestError {
  const panic = /^panic: (.*)$/m.exec(printed);
  if (panic) {
    const frames = [...printed.matchAll(/^\t(\S+\.go:\d+)/gm)].map(([, place]) => `    at ${place}`);
    return {
      name: 'panic',
      message: shorten(panic[1]!.replace(/ \[recovered.*\]$/, '')),
      stack: shorten(frames.join('\n')),
    };
  }
  const said = printed.split('\n').filter((line) => line && !/^(?:=== |--- |\s*--- )/.test(line));
  const place = /^\s*([\w./-]+_test\.go:\d+): /.exec(said[0] ?? '')?.[1];
  const message = shorten(said.map((line) => line.trim()).join('\n') || 'failed');
  const at = place && `    at ${folder ? `${folder}/` : ''}${place}`;
  return { name: 'AssertionError', message, ...(at ? { stack: shorten(`${message}\n${at}`) } : {}) };
}

const BUILD_ERROR = /^(?<file>\S+\.go):(?<line>\d+)(?::\d+)?: (?<message>.*)$/;

/** The compiler's errors, by the test files that they are in; those of other files are blamed on the package's first test. */
function buildErrors(printed: string, name: string, packages: GoPackages): Report['loadErrors'] {
  const byFile = new Map<string, string[]>();
  for (const line of printed.split('\n')) {
    const { file, message } = BUILD_ERROR.exec(line)?.groups ?? {};
    if (!file || !message) continue;
    // Of the package at the root it says `./a_test.go`.
    const place = path.posix.normalize(file);
    byFile.set(place, [...(byFile.get(place) ?? []), line.slice(file.length + 1)]);
  }
  const tests = [...byFile].filter(([file]) => file.endsWith('_test.go'));
  if (tests.length > 0) return tests.map(([file, messages]) => ({ file, error: buildError(file, messages) }));
  const file = packages.testFile(packages.folderOf(name));
  const said = printed.replaceAll(/^#.*\n/gm, '').trim();
  return [{ file, error: { name: 'BuildError', message: shorten(said || 'the package does not build') } }];
}

function buildError(file: string, lines: string[]): TestError {
  const messages = lines.map((line) => line.replace(/^\d+(?::\d+)?: /, ''));
  const frames = lines.map((line) => `    at ${file}:${line.split(':')[0]}`);
  return { name: 'BuildError', message: shorten(messages.join('\n')), stack: shorten(frames.join('\n')) };
}
