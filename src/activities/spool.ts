import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ModelReply } from '../agent/model.js';
import { ifThere } from '../if-there.js';

/**
 * Replies that have arrived, kept under PIV_HOME until the workflow has them: a crash between the reply and its
 * activity's end doesn't pay for it again. One folder a workflow run, one file a call.
 */
export interface Spool {
  find(run: string, call: string): Promise<ModelReply | undefined>;
  /** `asked`: when the call was made, in milliseconds since 1970. */
  keep(run: string, call: string, reply: ModelReply, asked: number): Promise<void>;
}

export function createSpool(home: string): Spool {
  const folder = (run: string) => path.join(home, 'spool', run);
  return {
    async find(run, call) {
      const text = await ifThere(readFile(path.join(folder(run), `${call}.json`), 'utf8'));
      return text === undefined ? undefined : replyIn(text);
    },
    /**
     * Also drops the replies that were there when the call was made: the workflow has asked for this one, so it has those.
     * What came since is a later call's, which a worker that was held up must not take away.
     */
    async keep(run, call, reply, asked) {
      const file = path.join(folder(run), `${call}.json`);
      await write(file, JSON.stringify(reply));
      for (const other of await readdir(folder(run))) {
        if (other === `${call}.json`) continue;
        const kept = path.join(folder(run), other);
        const since = await ifThere(stat(kept));
        if (since && since.mtimeMs < asked) await rm(kept, { force: true });
      }
    },
  };
}

/** A host that loses its power may leave the file empty: then the reply is lost. */
function replyIn(text: string): ModelReply | undefined {
  try {
    return JSON.parse(text) as ModelReply;
  } catch {
    return undefined;
  }
}

/** It appears as a whole, or leaves nothing. */
async function write(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(part, text, { mode: 0o600 });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Removes what a workflow run left in the spool. */
export async function dropSpool(home: string, run: string): Promise<void> {
  await rm(path.join(home, 'spool', run), { recursive: true, force: true });
}
