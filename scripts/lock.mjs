import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

let count = 0;

/**
 * A name for a running process that its successor under the same number doesn't share.
 * @returns {string | undefined} undefined when there is no such process
 */
export function identify(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return undefined;
  }
  return `${pid} ${startOf(pid)}`;
}

/** Its start in ticks since boot, where the system tells; a zombie has ended. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return 'unknown';
  }
}

/** Whether the process that `identify` named is still there. */
export const isAlive = (identity) => identify(Number.parseInt(identity, 10)) === identity;

/**
 * Does `work` while no other process holds `file`. A lock whose process has gone is taken over.
 * `onWait` hears once, with the holder's pid, that there is somebody to wait for.
 */
export async function withLock(file, work, onWait = () => {}) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; !take(file);) {
    if (!waited) onWait(Number.parseInt(read(file), 10));
    waited = true;
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** A link appears at once with its content, so nobody reads a lock that names no holder. */
function take(file) {
  dropStale(file);
  const draft = `${file}.${process.pid}-${count++}`;
  writeFileSync(draft, identify(process.pid));
  return linkAndForget(draft, file);
}

/** Moved before it is judged: of two who find the same stale lock, the later one may hold the fresh lock of the other. */
function dropStale(file) {
  if (isAlive(read(file))) return;
  const moved = `${file}.stale-${process.pid}-${count++}`;
  try {
    renameSync(file, moved);
  } catch {
    return;
  }
  if (isAlive(read(moved))) linkAndForget(moved, file);
  else rmSync(moved, { force: true });
}

function linkAndForget(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(from, { force: true });
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
