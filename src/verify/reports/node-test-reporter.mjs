// Node looks for a default export.
/* oxlint-disable import/no-default-export */
/** Reporter for Node's test runner: a JSON line for each event that says something, and a last line `end`. */
export default async function* report(source) {
  for await (const { type, data } of source) {
    const line = LINES[type]?.(data);
    if (line) yield `${JSON.stringify({ type, file: data.file, ...line })}\n`;
  }
  yield `${JSON.stringify({ type: 'end' })}\n`;
}

const LINES = {
  'test:start': ({ name, nesting }) => ({ name, nesting }),
  'test:pass': result,
  'test:fail': result,
  'test:stderr': ({ message }) => ({ message }),
  'test:coverage': ({ summary }) => ({ lines: summary.totals.coveredLinePercent }),
};

function result({ name, nesting, skip, todo, details }) {
  return {
    name,
    nesting,
    suite: details?.type === 'suite',
    skipped: isSet(skip) || isSet(todo),
    failure: details?.error?.failureType,
    exitCode: details?.error?.exitCode ?? undefined,
    error: details?.error && cause(details.error),
  };
}

/** A reason may be an empty string. */
function isSet(directive) {
  return directive !== undefined && directive !== false;
}

function cause(error) {
  const thrown = error.cause ?? error;
  if (typeof thrown !== 'object') return { message: String(thrown) };
  const { name, code, message, stack } = thrown;
  return { name, code: code === undefined ? undefined : String(code), message: String(message), stack };
}
