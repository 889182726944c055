import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { withLock } from '#scripts/lock.mjs';
import { cacheFolder } from '#scripts/places.mjs';
import { run, type Report } from '#scripts/step.mjs';
import { build } from './build.js';
import { download } from './download.js';

export const VERSION = '1.8.2';

/**
 * The path of a Temporal CLI that runs: named by `PIV_TEMPORAL`, on the PATH, in the user's cache folder, downloaded,
 * or built with Go, in this order.
 */
export async function findTemporal(report: Report): Promise<string> {
  const named = process.env['PIV_TEMPORAL'];
  if (named) return await checkNamed(named);
  const onPath = lookUp('temporal');
  if (onPath && (await runs(onPath))) return onPath;
  const cached = join(cacheFolder(), `temporal-${VERSION}`);
  if (await runs(cached)) return cached;
  const waiting = (holder: number) => report(`waiting for process ${holder}, which makes the Temporal CLI …`);
  return await withLock(`${cached}.lock`, async () => ((await runs(cached)) ? cached : make(cached, report)), waiting);
}

async function checkNamed(binary: string): Promise<string> {
  if (await runs(binary)) return binary;
  throw new Error(
    `PIV_TEMPORAL names ${binary}, and \`${binary} --version\` doesn't run. ` +
      'Name a Temporal CLI there, or unset it to have one found.',
  );
}

function lookUp(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

async function runs(binary: string): Promise<boolean> {
  const result = await run(binary, ['--version']).catch(() => undefined);
  return result?.code === 0;
}

/** Made beside its place and moved there when it has run, so that the cache never holds half a binary. */
async function make(binary: string, report: Report): Promise<string> {
  await mkdir(cacheFolder(), { recursive: true });
  const draft = `${binary}.${process.pid}`;
  const failures: string[] = [];
  try {
    for (const way of [download, build]) {
      const failure = await attempt(() => way(VERSION, draft, report), draft);
      if (failure === undefined) {
        await rename(draft, binary);
        return binary;
      }
      report(failure.split('\n', 1)[0] ?? failure);
      failures.push(failure);
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new Error(
    `No Temporal CLI: install it (https://docs.temporal.io/cli) so that \`temporal\` is on the PATH, or install Go ` +
      `(https://go.dev/dl) so that it can be built. Tried:\n${failures.map((failure) => `- ${failure}`).join('\n')}`,
  );
}

/** Why it didn't make a binary that runs; undefined if it did. */
async function attempt(way: () => Promise<void>, binary: string): Promise<string | undefined> {
  try {
    await way();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return (await runs(binary)) ? undefined : `${binary} doesn't run on this machine`;
}
