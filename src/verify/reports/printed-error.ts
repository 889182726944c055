import type { TestError } from '../../types.js';
import { shorten } from './report.js';

const HEADER =
  /^(?:Uncaught |\s*Exception during run: )?(?<name>(?:[A-Z]\w*)?(?:Error|Exception))(?: \[(?<code>\w+)\])?(?:: (?<message>.*))?$/;
const FRAME = /^\s+at /;
/** The line above a syntax error's source: `file:///x/y.js:3`. */
const LOCATION = /^(?:file:\/\/)?(\S*[^\s:]:\d+)$/;

/** The last error with a trace in what a process printed. A place that only stands above it becomes its first frame. */
export function readPrintedError(printed: string): TestError | undefined {
  const lines = printed.split('\n');
  const start = lines.findLastIndex((line) => HEADER.test(line));
  const header = HEADER.exec(lines[start] ?? '')?.groups;
  if (!header) return undefined;
  const after = lines.slice(start + 1);
  const firstFrame = after.findIndex((line) => FRAME.test(line));
  const rest = firstFrame < 0 ? after.slice(0, after.indexOf('')) : after.slice(0, firstFrame);
  const message = shorten([header['message'] ?? '', ...rest].join('\n').trim());
  const code = header['code'] ?? /^ {2}code: '(\w+)'/m.exec(after.join('\n'))?.[1];
  const frames = [...placeAbove(lines.slice(0, start)), ...after.filter((line) => FRAME.test(line))];
  const name = header['name'] ?? 'Error';
  return { name, ...(code && { code }), message, stack: shorten([`${name}: ${message}`, ...frames].join('\n')) };
}

function placeAbove(lines: string[]): string[] {
  const place = lines.map((line) => LOCATION.exec(line)?.[1]).findLast((found) => found !== undefined);
  return place && !place.startsWith('node:') ? [`    at ${place}`] : [];
}
