import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Confinement } from './confine.js';
import { thisHost } from './host.js';
import { remedy } from './remedy.js';
import { runCommand } from './run.js';

const found = new Map<boolean, Promise<string | undefined>>();

/**
 * Undefined when a sandbox works here (found by running it), else why not and what to do. Asked once per process.
 * `container`: the one for a worker in a container, see `Confinement`.
 */
export async function sandboxProblem(container = false): Promise<string | undefined> {
  const known = found.get(container) ?? probe(container);
  found.set(container, known);
  return known;
}

const SUPPORTED: NodeJS.Platform[] = ['linux', 'darwin'];

async function probe(container: boolean): Promise<string | undefined> {
  if (process.platform === 'win32')
    return 'On Windows the sandbox needs WSL 2: install it (wsl --install), and run PIV-Swarm and keep its repositories there.';
  if (!SUPPORTED.includes(process.platform))
    return `There is a sandbox for Linux (bubblewrap) and macOS (sandbox-exec), not for ${process.platform}.`;
  const root = await mkdtemp(path.join(tmpdir(), 'piv-probe-'));
  try {
    const confinement: Confinement = { mode: 'on', container, root, readable: [], network: false, commandPath: [] };
    const run = await runCommand(': > written', confinement, { timeoutMs: 10_000 });
    return run.exitCode === 0 ? undefined : remedy(run.output || `exit code ${run.exitCode}`, thisHost());
  } catch (error) {
    return remedy(error instanceof Error ? error.message : String(error), thisHost());
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
