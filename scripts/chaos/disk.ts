import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, rm, statfs, truncate, writeFile, type FileHandle } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A disk that can be filled and stalled: a file system of its own in a file, which takes root and a loop device. */

const run = promisify(execFile);
/** Far more than the example feature takes; a file with a hole is as small as what is written to it. */
const MEGABYTES = 512;

/** Puts an empty disk at a folder; gives what takes it away again. */
export async function mountDisk(folder: string, megabytes = MEGABYTES): Promise<() => Promise<void>> {
  const image = `${folder}.img`;
  await mkdir(folder, { recursive: true });
  await writeFile(image, '');
  await truncate(image, megabytes * 1024 * 1024);
  // None of it is kept for root, and a read writes no time: it would hang while the disk is stalled.
  await run('mkfs.ext4', ['-q', '-m', '0', image]);
  await run('mount', ['-o', 'loop,noatime', image, folder]);
  return async () => {
    await unmounted(folder);
    await rm(image);
  };
}

/** A process that has just ended may be there for a moment. */
async function unmounted(folder: string, tries = 10): Promise<void> {
  try {
    await run('umount', [folder]);
  } catch (error) {
    if (tries === 1) throw error;
    await sleep(500);
    await unmounted(folder, tries - 1);
  }
}

/** Why no such disk can be had here; undefined where one can. */
export async function diskProblem(): Promise<string | undefined> {
  const room = await mkdtemp(path.join(os.tmpdir(), 'piv-disk-'));
  try {
    const disk = path.join(room, 'disk');
    const unmount = await mountDisk(disk, 16);
    try {
      await stallDisk(disk, 0, async () => {});
    } finally {
      await unmount();
    }
    return undefined;
  } catch (error) {
    return `it needs root, a loop device, mkfs.ext4 and fsfreeze: ${(error as Error).message.trim().split('\n').at(-1)}`;
  } finally {
    await rm(room, { recursive: true });
  }
}

const CHUNK = Buffer.alloc(64 * 1024);
const LOOK_MS = 200;

/** Leaves no room on a disk for so long. `begun` is called when there is none. */
export async function fillDisk(folder: string, seconds: number, begun: () => Promise<void>): Promise<void> {
  const file = path.join(folder, 'taken-by-somebody-else');
  const { bavail, bsize } = await statfs(folder);
  await run('fallocate', ['--length', `${Math.floor(bavail * 0.99) * bsize}`, file]);
  const rest = await open(file, 'a');
  try {
    const fill = async () => {
      for (const size of [CHUNK.length, 1]) await fillWith(rest, CHUNK.subarray(0, size));
    };
    await fill();
    await begun();
    for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(LOOK_MS)) await fill();
  } finally {
    await rest.close();
    await rm(file);
  }
}

async function fillWith(file: FileHandle, chunk: Buffer): Promise<void> {
  for (;;) {
    try {
      await file.write(chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}

/** Lets nobody write to a disk for so long. The shell that stalls it also ends that, whatever becomes of this process. */
export async function stallDisk(folder: string, seconds: number, begun: () => Promise<void>): Promise<void> {
  const script = 'trap "" INT TERM HUP; fsfreeze -f "$1" || exit; echo; sleep "$2"; fsfreeze -u "$1"';
  const ended = run('sh', ['-c', script, 'sh', folder, `${seconds}`]);
  await Promise.race([once(ended.child.stdout!, 'data'), ended]);
  await begun();
  await ended;
}
