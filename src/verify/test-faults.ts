import type { TestError } from '../types.js';
import type { Context } from './compilers.js';
import { moduleStem } from './files.js';
import { repositoryFrames } from './frames.js';

/** Mistakes that are a test's own, whatever the task is to make. */

/** What is missing of these is misspelt: they aren't what is being built. */
const TEST_API = [
  /^(?:assert|expect|t|test|it|describe|jest|vi|mock|pytest|self)\b[\w.()]* is not a /,
  /^screen\.(?:get|find|query)\w+ is not a /,
  /module '(?:pytest|unittest|unittest\.mock|mock)' has no attribute|object has no attribute '_?assert\w*'/,
  /is not a valid assertion|^Invalid Chai property: |undefined method .* (?:for|of) (?:an instance of |#<)RSpec::/,
];
const MISSING_FIXTURE = /^fixture '(?<name>[^']+)' not found/m;
const MISSING_FILE =
  /(?:ENOENT: no such file or directory, \w+|No such file or directory(?: @ \w+ -|:)?|open) ['"]?(?<file>[^\s'":]+)/;
/** Where tests have what they read, and not what they have written. */
const DATA = /(?:^|\/)(?:tests?|specs?|__tests__|fixtures?|__fixtures__|testdata|test[-_]data)\//;
const WRITTEN = /(?:^|\/)(?:te?mp|out(?:put)?|dist|build|results?)\b/;

/** What is wrong with the test, if it is shown. */
export function faultOf(error: TestError, { isSource, plannedFiles }: Context): string | undefined {
  const { message } = error;
  const thrower = repositoryFrames(error)[0];
  if (thrower && isSource(thrower.file)) return undefined;
  if (isUnknownName(error, plannedFiles)) return 'the test uses a name that is not defined';
  if (isSyntax(error)) return 'the test has a syntax error';
  if (TEST_API.some((pattern) => pattern.test(message))) return 'the test library has no such function';
  const { name, file } = (MISSING_FIXTURE.exec(message) ?? MISSING_FILE.exec(message))?.groups ?? {};
  if (name) return `nothing defines the fixture ${name}`;
  if (file && DATA.test(file) && !WRITTEN.test(file) && !plannedFiles.includes(file)) {
    return `it reads ${file}, which isn't there and isn't one of the task's files (${plannedFiles.join(', ')})`;
  }
  return undefined;
}

export const isNewSnapshot = ({ message }: TestError): boolean => /New snapshot was not written/.test(message);

export function isAssertion(error: TestError): boolean {
  const matcher = /^(?:Error: |JestAssertionError: )?expect\(.*?\)(?:\.\w+)+\(/;
  return /Assertion/.test(error.name ?? '') || error.code === 'ERR_ASSERTION' || matcher.test(error.message);
}

/** Ruby's classes have files, and it knows a method that isn't there by the same error. */
function isUnknownName({ name, message }: TestError, plannedFiles: string[]): boolean {
  if (name !== 'ReferenceError' && name !== 'NameError') return false;
  const constant = /uninitialized constant (\S+)/.exec(message)?.[1];
  if (constant) return !namesFile(constant, plannedFiles);
  return !/undefined local variable or method .* for (?:an instance of |#<)(?!RSpec::)/.test(message);
}

function namesFile(constant: string, plannedFiles: string[]): boolean {
  const snake = constant.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
  const name = snake.split('::').at(-1)!;
  return plannedFiles.some((file) => `/${moduleStem(file)}`.endsWith(`/${name}`));
}

/** A text that isn't JSON is a wrong answer, not a wrong test. */
function isSyntax(error: TestError): boolean {
  if (/JSON/.test(error.message)) return false;
  return (
    /^(?:Syntax|Indentation|Tab)Error$/.test(error.name ?? '') ||
    /\bTransform failed with \d+ error/.test(error.message)
  );
}
