import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** This host's id: made once, kept in PIV_HOME. */
export async function hostId(home: string): Promise<string> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const file = path.join(home, 'host-id');
  if (!existsSync(file)) {
    const name =
      os
        .hostname()
        .toLowerCase()
        .replace(/[^a-z0-9-]/g, '')
        .slice(0, 30) || 'host';
    const fresh = `${file}.${process.pid}`;
    await writeFile(fresh, `${name}-${randomUUID().slice(0, 8)}\n`);
    await link(fresh, file).catch(() => undefined);
    await rm(fresh, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}

/** The id of this host, where it has one already. */
export async function knownHostId(home: string): Promise<string | undefined> {
  const text = await readFile(path.join(home, 'host-id'), 'utf8').catch(() => undefined);
  return text?.trim();
}
