import type { TestError, TestRun } from '../../types.js';
import { failuresOf } from '../failures.js';

/** What tests make of a source that is wrong. */
type Outcome = 'caught' | 'survived' | 'invalid';

/**
 * By the tests alone: a command may also fail for want of coverage. What no longer loads or compiles, or takes longer
 * than there is time, says nothing about them.
 */
export function outcomeOf(run: TestRun): Outcome {
  if (run.missing || run.loadErrors.some(({ error }) => doesNotCompile(error))) return 'invalid';
  return failuresOf(run).length > 0 ? 'caught' : 'survived';
}

/** By the words of compilers, TypeScript, and esbuild, which runners pass on under other names. */
const doesNotCompile = ({ name = '', message }: TestError) =>
  /^(?:Syntax|Indentation|Build)Error$/.test(name) ||
  /\berror TS\d+:|\bTransform failed\b|\bSyntaxError:/.test(message);
