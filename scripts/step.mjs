import { spawn } from 'node:child_process';

const SAY_EVERY_MS = 15_000;
const KEPT_OUTPUT = 2_000;

/**
 * Runs a program whose output matters only if it fails, and reports start, progress and end.
 * @param {(line: string) => void} report
 */
export async function runStep(report, title, command, args, options = {}) {
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  report(`${title} …`);
  const timer = setInterval(() => report(`${title} … ${elapsed()}`), SAY_EVERY_MS);
  const { code, output } = await run(command, args, options).finally(() => clearInterval(timer));
  if (code !== 0) throw new Error(`${title} failed (${[command, ...args].join(' ')}: ${code})\n${output.trim()}`);
  report(`${title} took ${elapsed()}`);
}

/** `output` is what it wrote to both streams, less the middle of much; `code` a signal's name where one ended it. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let head = '';
    let tail = '';
    const keep = (chunk) => {
      const room = KEPT_OUTPUT - head.length;
      head += chunk.slice(0, room);
      tail = (tail + chunk.slice(room)).slice(-KEPT_OUTPUT);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? signal, output: tail.length < KEPT_OUTPUT ? head + tail : `${head}\n…\n${tail}` }),
    );
  });
}
