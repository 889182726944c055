import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '#scripts/step.mjs';
import { IGNORE_PROFILES, serverEnvironment } from './settings.js';

const PATIENCE_MS = 30_000;
/** A year, in the CLI's unit: what has ended stays to be looked at. */
const RETENTION = '8760h';

/** Waits until the server serves and has its settings; returns why not, if the server ends or takes too long. */
export async function prepare(binary: string, address: string, server: ChildProcess): Promise<string | undefined> {
  const state = { ended: '' };
  server.once('error', (error) => (state.ended = error.message));
  server.once('exit', (code, signal) => (state.ended = `it ended with ${code ?? signal}`));
  const command = ['operator', 'namespace', 'update', '--namespace', 'default', '--retention', RETENTION];
  const args = [...command, '--address', address, '--command-timeout', '5s', ...IGNORE_PROFILES];
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    if (state.ended) return state.ended;
    const { code, output } = await run(binary, args, { env: serverEnvironment() });
    if (code === 0) return undefined;
    if (Date.now() > deadline) return output.trim();
  }
}
