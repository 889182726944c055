import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Pipes and sockets that a command has left in a worktree: no tree can hold them, so git neither lists nor removes them. */

/** How long a program may take until it is looked whether a pipe holds it up. */
const PATIENCE_MS = 1_000;

/** Git or ripgrep over a worktree, which wait for ever where a pipe is in the place of a file of theirs (.gitignore). */
export async function pastPipes<T>(dir: string, program: () => Promise<T>): Promise<T> {
  const run = program();
  const ended = run.then(
    () => true,
    () => true,
  );
  for (let wait = PATIENCE_MS; !(await Promise.race([ended, sleep(wait, false, { ref: false })])); wait *= 2) {
    await removeSpecialFiles(dir, ['-path', '*/.*']);
  }
  return run;
}

/** Those that `find` finds by these conditions, which follows no link. */
export async function removeSpecialFiles(dir: string, conditions: string[] = []): Promise<void> {
  const args = ['.', ...conditions, '(', '-type', 'p', '-o', '-type', 's', ')', '-print0'];
  const options = {
    cwd: dir,
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env['PATH'] },
  } as const;
  const { stdout } = await promisify(execFile)('find', args, options).catch(
    // Of a folder that it may not look into it finds the rest all the same.
    (error: { stdout?: Buffer }) => ({ stdout: error.stdout ?? Buffer.alloc(0) }),
  );
  for (const name of stdout.toString('latin1').split('\0').filter(Boolean)) {
    await removeSpecial(Buffer.concat([Buffer.from(`${dir}${path.sep}`), Buffer.from(name, 'latin1')]));
  }
}

/** Who waits at it for a writer finds one, and then the end. */
async function removeSpecial(file: Buffer): Promise<void> {
  let writer: number | undefined;
  try {
    writer = openSync(file, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch {
    // A socket, or a pipe that isn't ours to open.
  }
  await rm(file, { force: true });
  if (writer !== undefined) closeSync(writer);
}
