import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ways to stop a worker at a named point, from outside. */

/**
 * A folder for the front of a worker's PATH, with a `git` that stops before it moves the branch `piv/<slug>` from one
 * commit to another, until its worker is dead. `reached` is there when it has stopped.
 */
export async function gitThatStopsBeforeLanding(room: string, slug: string): Promise<{ bin: string; reached: string }> {
  const bin = path.join(room, 'bin');
  const reached = path.join(room, `landing-${slug}`);
  const real = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'git'));
  await mkdir(bin);
  const script = `#!/bin/sh
case "$*" in
  *"update-ref refs/heads/piv/${slug} "*)
    : > '${reached}'
    while kill -0 $PPID 2>/dev/null; do sleep 0.1; done
    exit 1 ;;
esac
exec '${real.find(existsSync)}' "$@"
`;
  await writeFile(path.join(bin, 'git'), script);
  await chmod(path.join(bin, 'git'), 0o755);
  return { bin, reached };
}

/**
 * A command that waits the first time it is run in a worktree of the feature `slug`, with its work half done; anywhere
 * else and later it does nothing. That it waits shows in a file which git ignores.
 */
export function waitingOnce(slug: string): { command: string; reached: (worktree: string) => string } {
  const mark = path.join('node_modules', '.waited');
  const wait = `mkdir -p node_modules && touch half.txt ${mark} && sleep 30`;
  return {
    command: `case $PWD in *${slug}*) test -e ${mark} || { ${wait}; } ;; esac`,
    reached: (worktree) => path.join(worktree, mark),
  };
}

export interface Line {
  address: string;
  /** From now on nothing that the client says arrives. */
  cut(): void;
  /** All connections end, as when a machine falls asleep; new ones may come. */
  drop(): void;
  close(): Promise<void>;
}

/** A line to a server on this machine. */
export async function lineTo(server: string): Promise<Line> {
  const state = { cut: false };
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const upstream = connect(Number(server.split(':')[1]), '127.0.0.1');
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => socket.destroy()));
    client.on('data', (chunk) => state.cut || upstream.write(chunk)).on('close', () => upstream.destroy());
    upstream.on('data', (chunk) => client.write(chunk)).on('close', () => client.destroy());
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(listener.address() as AddressInfo).port}`,
    cut: () => void (state.cut = true),
    drop() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await once(listener.close(), 'close');
    },
  };
}

/** Waits until the file is there. */
export async function appears(file: string, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !existsSync(file); await sleep(20)) {
    if (Date.now() > end) throw new Error(`${file} did not appear in ${seconds} s`);
  }
}

/** Every file below a folder whose name ends so. */
export async function filesEnding(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  return entries.filter((file) => file.endsWith(ending));
}
