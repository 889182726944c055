import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ModelReply } from '../agent/model.js';

/**
 * Replies that have arrived, kept under PIV_HOME until the workflow has them: a crash between the reply and its
 * activity's end doesn't pay for it again. One folder a workflow run, one file a call.
 */
export interface Spool {
  find(run: string, call: string): Promise<ModelReply | undefined>;
  keep(run: string, call: string, reply: ModelReply): Promise<void>;
}

export function createSpool(home: string): Spool {
  const folder = (run: string) => path.join(home, 'spool', run);
  return {
    async find(run, call) {
      try {
        return JSON.parse(await readFile(path.join(folder(run), `${call}.json`), 'utf8')) as ModelReply;
      } catch {
        return undefined;
      }
    },
    /** Also drops the replies to earlier calls: the workflow has asked for the next one, so it has those. */
    async keep(run, call, reply) {
      await mkdir(folder(run), { recursive: true, mode: 0o700 });
      const file = path.join(folder(run), `${call}.json`);
      const part = `${file}.${process.pid}.part`;
      await writeFile(part, JSON.stringify(reply), { mode: 0o600 });
      await rename(part, file);
      for (const other of await readdir(folder(run))) {
        if (other !== `${call}.json`) await rm(path.join(folder(run), other), { force: true });
      }
    },
  };
}

/** Removes what a workflow run left in the spool. */
export async function dropSpool(home: string, run: string): Promise<void> {
  await rm(path.join(home, 'spool', run), { recursive: true, force: true });
}
