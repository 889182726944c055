import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** The home of this user. A user who is in no list of the system's, as a container may run one, has none. */
export function userHome(): string | undefined {
  try {
    return os.homedir() || undefined;
  } catch {
    return undefined;
  }
}

/** Where PIV_HOME is; its own error without one. */
export function pivHome(given: string | undefined): string {
  if (given) return path.resolve(given);
  const home = userHome();
  if (home) return path.join(home, '.piv');
  throw new Error(
    'PIV_HOME: this user has no home folder (HOME is not set); set PIV_HOME to a folder that it may write to',
  );
}

const ANOTHER = 'set PIV_HOME to a folder that this user may write to';
const REASONS: Record<string, [why: string, remedy: string]> = {
  EACCES: ['this user may not write there', ANOTHER],
  EPERM: ['this user may not write there', ANOTHER],
  EROFS: ['it is on a read-only disk', ANOTHER],
  ENOTDIR: ['there is a file in its place', ANOTHER],
  ENOSPC: ['its disk is full', 'free some, or set PIV_HOME to a folder on another disk'],
  EDQUOT: ['the quota of this user is used up', 'free some, or set PIV_HOME to a folder on another disk'],
};

/** Why nothing can be kept there, found by trying, with the remedy behind the semicolon. It need not exist yet. */
export async function homeProblem(home: string): Promise<string | undefined> {
  let folder = home;
  while (!existsSync(folder)) folder = path.dirname(folder);
  let made: string | undefined;
  try {
    made = await mkdtemp(path.join(folder, '.piv-try-'));
    await writeFile(path.join(made, 'file'), Buffer.alloc(4_096));
    return undefined;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const [why, remedy] = REASONS[code] ?? [message, ANOTHER];
    return `PIV_HOME: ${home} can't be used, ${why}; ${remedy}`;
  } finally {
    if (made) await rm(made, { recursive: true, force: true });
  }
}
