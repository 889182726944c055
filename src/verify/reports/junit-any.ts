import { glob } from 'tinyglobby';
import type { TestCase, TestError } from '../../types.js';
import { fileMeant } from '../reported-files.js';
import { junitCases, type JunitCase, type JunitProblem } from './junit-xml.js';
import { readPrintedError } from './printed-error.js';
import { type Report, shorten } from './report.js';

/** Reads the JUnit XML of any tool. What it says of a file has to be found in the checkout (`dir`). */
export async function readJunit(texts: string[], dir: string, relative: (text: string) => string): Promise<Report> {
  const cases = texts.flatMap(junitCases);
  const { ofFile, ofClass } = await finderIn(dir);
  const readable = (text: string) => withPlaces(relative(text), ofClass);
  const fileOf = ({ file, classname }: JunitCase) => {
    const named = relative(file || classname);
    return ofFile(named) ?? (file === '' ? (ofClass(classname) ?? classname) : named);
  };
  const tests = cases.map((entry) => testCase(entry, fileOf(entry), readable));
  return { complete: true, loadErrors: [], tests };
}

function testCase(entry: JunitCase, file: string, readable: (text: string) => string): TestCase {
  const found = { file, name: [entry.classname, entry.name].filter(Boolean).join(' > ') };
  if (!entry.problem) return { ...found, status: entry.skipped ? 'skipped' : 'passed' };
  const error = errorOf(entry.problem, readable);
  return { ...found, status: 'failed', error: entry.unexpected ? { ...error, unexpected: true } : error };
}

/** `type` is the error's class in most tools; the text holds message and stack. */
function errorOf({ type, message, text }: JunitProblem, readable: (text: string) => string): TestError {
  const stack = readable(text.trim());
  const name = type.split(/[.\\:/]/).at(-1) || readPrintedError(stack)?.name;
  return {
    ...(name ? { name } : {}),
    message: shorten(message || (stack.split('\n')[0] ?? '') || 'failed'),
    ...(stack ? { stack: shorten(stack) } : {}),
  };
}

/** The JVM names a frame by its class: `at com.example.Sums.sum(Sums.java:2)`. */
const JVM_FRAME = /\bat (?:\S+\/)?(?<place>[\w.$]+)\.(?<method>[\w$<>]+)\([\w$]+\.\w+:(?<line>\d+)\)/g;

const withPlaces = (stack: string, ofClass: Find) =>
  stack.replaceAll(JVM_FRAME, (frame: string, place: string, method: string, line: string) => {
    const file = ofClass(place);
    return file ? `at ${method} (${file}:${line})` : frame;
  });

const BUILT = ['**/node_modules/**', '**/.git/**', '**/target/**', '**/build/**', '**/vendor/**', '**/.venv/**'];

type Find = (name: string) => string | undefined;

/** Finds files by what a report writes of them, and by the classes in them: their names are paths in most languages. */
async function finderIn(dir: string): Promise<{ ofFile: Find; ofClass: Find }> {
  const files = (await glob('**/*', { cwd: dir, ignore: BUILT, followSymbolicLinks: false })).toSorted();
  const stems = files.map((file) => ({ file, stem: `/${file.replace(/\.[^./]+$/, '')}` }));
  const ofClass = (name: string) => {
    const wanted = `/${name.replace(/\$.*$/, '').replaceAll(/::|[.\\]/g, '/')}`;
    const last = wanted.slice(wanted.lastIndexOf('/'));
    const alike = stems.filter(({ stem }) => stem.endsWith(last));
    const whole = alike.find(({ stem }) => stem.endsWith(wanted));
    // Kotlin's and .NET's files may lie elsewhere than their packages.
    return (whole ?? (/^\/[A-Z]/.test(last) && alike.length === 1 ? alike[0] : undefined))?.file;
  };
  return { ofFile: remembered((name) => fileMeant(name, files)), ofClass: remembered(ofClass) };
}

function remembered(find: Find): Find {
  const known = new Map<string, string | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, find(name));
    return known.get(name);
  };
}
