import type { TestError } from '../types.js';
import { repositoryFrames } from './frames.js';
import { strangeBuildError } from './go-build.js';
import { isPartOf, missingPart } from './missing-part.js';

/** `right`: what is to be built isn't there yet. `typo`: the test itself is wrong. `other`: neither can be told. */
export type Cause = { kind: 'right' | 'other' } | { kind: 'typo'; why: string };

export interface Context {
  plannedFiles: string[];
  /** A file of the tree that the task started from, and no test. */
  isSource: (path: string) => boolean;
}

const NOT_THERE = /is not a (?:function|constructor)\b|has no attribute|error TS2339|AttributeError/;
/** Python's words for a parameter that isn't there. */
const NO_PARAMETER = /\(\) (?:takes \d+ positional arguments?|got an unexpected keyword argument|missing \d+ required)/;
/** What is missing of these is misspelt: they aren't what is being built. */
const TEST_API = /^(?:assert|expect|t|test|it|describe|jest|vi|mock|pytest|self)\b[\w.()]* is not a /;

/** Why a test failed. */
export function causeOfFailure(error: TestError, file: string, context: Context): Cause {
  const missing = causeOfMissing(error, file, context);
  if (missing) return missing;
  if (isAssertion(error)) return { kind: 'right' };
  const frames = repositoryFrames(error).map((frame) => frame.file);
  const inTest = frames[0] === undefined || !context.isSource(frames[0]);
  if (inTest && isName(error)) return { kind: 'typo', why: 'the test uses a name that is not defined' };
  if (inTest && isSyntax(error)) return { kind: 'typo', why: 'the test has a syntax error' };
  if (TEST_API.test(error.message)) return { kind: 'typo', why: 'the test library has no such function' };
  const absent = [NOT_THERE, NO_PARAMETER].some((pattern) => pattern.test(error.message));
  const reached = absent || error.name === 'AttributeError' || frames.some(context.isSource);
  return { kind: reached ? 'right' : 'other' };
}

/** Why a test file couldn't be loaded: for one cause only it is right. */
export function causeOfLoadError(error: TestError, file: string, context: Context): Cause {
  if (error.name === 'BuildError') return causeOfBuildError(error, file, context);
  const missing = causeOfMissing(error, file, context);
  if (missing) return missing;
  if (isName(error)) return { kind: 'typo', why: 'it uses a name that is not defined' };
  if (isSyntax(error)) return { kind: 'typo', why: 'it has a syntax error' };
  return { kind: 'typo', why: 'it fails while it is loaded, before a test runs' };
}

function causeOfBuildError(error: TestError, file: string, { plannedFiles }: Context): Cause {
  const strange = strangeBuildError(error, file, plannedFiles);
  if (strange === undefined) return { kind: 'right' };
  return { kind: 'typo', why: `"${strange}" is not about one of the task's files (${plannedFiles.join(', ')})` };
}

function causeOfMissing(error: TestError, file: string, { plannedFiles }: Context): Cause | undefined {
  const missing = missingPart(error, file);
  if (!missing) return undefined;
  if (isPartOf(missing, plannedFiles)) return { kind: 'right' };
  const wanted = missing.symbol ? `the export "${missing.symbol}" of ${missing.module}` : missing.module;
  return {
    kind: 'typo',
    why: `it imports ${wanted}, which isn't one of the task's files (${plannedFiles.join(', ')})`,
  };
}

function isAssertion(error: TestError): boolean {
  const matcher = /^(?:Error: |JestAssertionError: )?expect\(.*?\)(?:\.\w+)+\(/;
  return /Assertion/.test(error.name ?? '') || error.code === 'ERR_ASSERTION' || matcher.test(error.message);
}

function isName(error: TestError): boolean {
  return error.name === 'ReferenceError' || error.name === 'NameError';
}

/** A text that isn't JSON is a wrong answer, not a wrong test. */
function isSyntax(error: TestError): boolean {
  return /^(?:Syntax|Indentation|Tab)Error$/.test(error.name ?? '') && !/JSON/.test(error.message);
}
