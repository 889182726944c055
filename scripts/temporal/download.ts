import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Report } from '#scripts/step.mjs';

const PATIENCE_MS = 20_000;
const ARCHITECTURES: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Fetches the CLI's official archive; gives up when nothing has come for 20 s. */
export async function download(version: string, binary: string, report: Report): Promise<void> {
  const url = archiveUrl(version);
  report(`downloading the Temporal CLI ${version} …`);
  const folder = await mkdtemp(join(dirname(binary), 'download-'));
  try {
    await fetchArchive(url, folder);
    await rename(join(folder, 'temporal'), binary);
  } catch (error) {
    throw new Error(`can't download ${url}: ${reason(error)}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function archiveUrl(version: string): string {
  const arch = ARCHITECTURES[process.arch];
  if (!arch || !['linux', 'darwin'].includes(process.platform)) {
    throw new Error(`there is no official archive for ${process.platform} on ${process.arch}`);
  }
  return `https://temporal.download/cli/archive/v${version}?platform=${process.platform}&arch=${arch}`;
}

async function fetchArchive(url: string, folder: string): Promise<void> {
  const watchdog = new AbortController();
  const timer = setTimeout(() => watchdog.abort(new Error('nothing came for 20 s')), PATIENCE_MS);
  try {
    const response = await fetch(url, { signal: watchdog.signal });
    if (!response.ok || !response.body) throw new Error(`HTTP status ${response.status}`);
    await unpack(response.body, () => timer.refresh(), folder);
  } finally {
    clearTimeout(timer);
  }
}

async function unpack(archive: AsyncIterable<Uint8Array>, onChunk: () => void, folder: string): Promise<void> {
  const tar = spawn('tar', ['-xzf', '-', '-C', folder, 'temporal'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const watched = async function* () {
    for await (const chunk of archive) {
      onChunk();
      yield chunk;
    }
  };
  await Promise.all([pipeline(watched, tar.stdin), once(tar, 'close')]);
  if (tar.exitCode !== 0) throw new Error(`tar can't unpack it (exit status ${tar.exitCode})`);
}

/** `fetch` hides the network's own words in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
