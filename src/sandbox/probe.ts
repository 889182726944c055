import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Confinement } from './confine.js';
import { runCommand } from './run.js';

let found: Promise<string | undefined> | undefined;

/** Undefined when a sandbox works here (found by running it), else why not and what to do. Asked once per process. */
export async function sandboxProblem(): Promise<string | undefined> {
  found ??= probe();
  return found;
}

async function probe(): Promise<string | undefined> {
  if (process.platform !== 'linux')
    return `The sandbox is bubblewrap, which runs on Linux only, not on ${process.platform}.`;
  const root = await mkdtemp(path.join(tmpdir(), 'piv-probe-'));
  try {
    const confinement: Confinement = { mode: 'on', root, readable: [], network: false, commandPath: [] };
    const run = await runCommand(': > written', confinement, { timeoutMs: 10_000 });
    return run.exitCode === 0 ? undefined : remedy(run.output || `exit code ${run.exitCode}`);
  } catch (error) {
    return remedy(error instanceof Error ? error.message : String(error));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function remedy(cause: string): string {
  if (cause.includes('not on the PATH')) return cause.replace(/, or start the feature.*$/, '.');
  if (/unknown option/i.test(cause)) return `The sandbox needs bubblewrap 0.8 or later (${cause.trim()}).`;
  if (/uid map|namespace|Permission denied|Operation not permitted/i.test(cause)) {
    return (
      `Bubblewrap may not make a user namespace here (${cause.trim()}). Allow it: ` +
      'sysctl kernel.apparmor_restrict_unprivileged_userns=0, or kernel.unprivileged_userns_clone=1.'
    );
  }
  return `Bubblewrap does not work here: ${cause.trim()}`;
}
