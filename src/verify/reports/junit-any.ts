import path from 'node:path';
import { glob } from 'tinyglobby';
import type { TestCase, TestError } from '../../types.js';
import { junitCases, type JunitCase, type JunitProblem } from './junit-xml.js';
import { type Report, shorten } from './report.js';

/** Reads the JUnit XML of any tool. What it says of a file has to be found in the checkout (`dir`). */
export async function readJunit(texts: string[], dir: string, relative: (text: string) => string): Promise<Report> {
  const cases = texts.flatMap(junitCases);
  const ofClass = await classFinder(cases, dir);
  const readable = (text: string) => withPlaces(relative(text), ofClass);
  const fileOf = ({ file, classname }: JunitCase) =>
    file === '' ? (ofClass(classname) ?? classname) : path.posix.normalize(relative(file));
  const tests = cases.map((entry) => testCase(entry, fileOf(entry), readable));
  return { complete: true, loadErrors: [], tests };
}

function testCase(entry: JunitCase, file: string, readable: (text: string) => string): TestCase {
  const found = { file, name: [entry.classname, entry.name].filter(Boolean).join(' > ') };
  if (entry.problem) return { ...found, status: 'failed', error: errorOf(entry.problem, readable) };
  return { ...found, status: entry.skipped ? 'skipped' : 'passed' };
}

/** `type` is the error's class in most tools; the text holds message and stack. */
function errorOf({ type, message, text }: JunitProblem, readable: (text: string) => string): TestError {
  const name = type.split(/[.\\:/]/).at(-1);
  const stack = readable(text.trim());
  return {
    ...(name ? { name } : {}),
    message: shorten(message || (stack.split('\n')[0] ?? '') || 'failed'),
    ...(stack ? { stack: shorten(stack) } : {}),
  };
}

type ClassFinder = (name: string) => string | undefined;

/** The JVM names a frame by its class: `at com.example.Sums.sum(Sums.java:2)`. */
const JVM_FRAME = /\bat (?:\S+\/)?(?<place>[\w.$]+)\.(?<method>[\w$<>]+)\([\w$]+\.\w+:(?<line>\d+)\)/g;

const withPlaces = (stack: string, ofClass: ClassFinder) =>
  stack.replaceAll(JVM_FRAME, (frame: string, place: string, method: string, line: string) => {
    const file = ofClass(place);
    return file ? `at ${method} (${file}:${line})` : frame;
  });

const BUILT = ['**/node_modules/**', '**/.git/**', '**/target/**', '**/build/**', '**/vendor/**', '**/.venv/**'];

/** Finds the file of a class: its name is a path in the languages that have classes. */
async function classFinder(cases: JunitCase[], dir: string): Promise<ClassFinder> {
  if (cases.every(({ file }) => file !== '')) return () => undefined;
  const files = await glob('**/*', { cwd: dir, ignore: BUILT, followSymbolicLinks: false });
  const stems = files.toSorted().map((file) => ({ file, stem: `/${file.replace(/\.[^./]+$/, '')}` }));
  const known = new Map<string, string | undefined>();
  return (name) => {
    const wanted = `/${name.replace(/\$.*$/, '').replaceAll(/::|[.\\]/g, '/')}`;
    if (!known.has(wanted)) known.set(wanted, stems.find(({ stem }) => stem.endsWith(wanted))?.file);
    return known.get(wanted);
  };
}
