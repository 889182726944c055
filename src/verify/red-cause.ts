import type { TestError } from '../types.js';
import { COMPILERS, type Context } from './compilers.js';
import { repositoryFrames } from './frames.js';
import { isPartOf, missingPart } from './missing-part.js';
import { faultOf, isAssertion, isNewSnapshot } from './test-faults.js';

/** `right`: what is to be built isn't there yet. `fault`: the test itself is wrong, or nothing shows that it isn't. */
export type Cause = { kind: 'right' } | { kind: 'fault'; why: string };

const RIGHT: Cause = { kind: 'right' };
const fault = (why: string): Cause => ({ kind: 'fault', why });

/** What languages say of a function, member, class or parameter that isn't there, or of a value that is nothing. */
const WANTING = [
  /is not a (?:function|constructor)\b|has no attribute|error TS\d+:|AttributeError|undefined is not /,
  /\(\) (?:takes \d+ positional arguments?|got an unexpected keyword argument|missing \d+ required)/,
  /Cannot (?:read|set) propert(?:y|ies)\b|'NoneType' object|nil pointer|for nil\b|on null\b|NullPointer|NullReference/,
  /\bundefined (?:local variable or )?method\b|NoMethodError|Call to undefined|Class "[^"]+" not found|uninitialized constant/,
  /NoSuchMethod|NoSuchBean|NoClassDefFound|ClassNotFound|MissingMethodException|NotImplemented|UnsupportedOperation/,
];

/** Why a test failed: for want of the work, unless it is shown to be its own fault. Only an `<error>` needs a cause. */
export function causeOfFailure(error: TestError, file: string, context: Context): Cause {
  const shown = causeShown(error, file, context);
  if (shown) return shown;
  if (!error.unexpected || isWanting(error, context)) return RIGHT;
  return fault('it ends with an error that nothing connects with what the task is to make');
}

/** Why a test file couldn't be loaded: what is missing has to be what the task is to make. */
export function causeOfLoadError(error: TestError, file: string, context: Context): Cause {
  const compiler = COMPILERS.find((one) => one.knows(error, file));
  if (compiler) {
    const strange = compiler.strange(error, file, context);
    return strange === undefined ? RIGHT : fault(`"${strange}" is not about ${taskFiles(context)}`);
  }
  const shown = isAssertion(error) ? undefined : causeShown(error, file, context);
  if (shown) return shown;
  if (!isAssertion(error) && isWanting(error, context)) return RIGHT;
  return fault('it fails while it is loaded, before a test runs, and not for want of what the task is to make');
}

function causeShown(error: TestError, file: string, context: Context): Cause | undefined {
  if (isNewSnapshot(error)) return fault('a snapshot that nobody has written: write down what is expected');
  if (isAssertion(error)) return RIGHT;
  const missing = missingPart(error, file);
  if (!missing) {
    const why = faultOf(error, context);
    return why === undefined ? undefined : fault(why);
  }
  if (isPartOf(missing, context.plannedFiles)) return RIGHT;
  const wanted = missing.symbol ? `the export "${missing.symbol}" of ${missing.module}` : missing.module;
  return fault(`it imports ${wanted}, which isn't one of ${taskFiles(context)}`);
}

function isWanting(error: TestError, { isSource, plannedFiles }: Context): boolean {
  const said = `${error.name ?? ''}: ${error.message}`;
  if (WANTING.some((pattern) => pattern.test(said))) return true;
  const classes = plannedFiles.map((file) => /(\w+)\.\w+$/.exec(file)?.[1] ?? '').filter((name) => /^[A-Z]/.test(name));
  return classes.some((name) => said.includes(name)) || repositoryFrames(error).some(({ file }) => isSource(file));
}

const taskFiles = ({ plannedFiles }: Context) => `the task's files (${plannedFiles.join(', ')})`;
