import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import type { Dependencies } from '../../src/activities/dependencies.js';
import { openWorkspace } from '../../src/activities/workspace.js';
import { loadConfig } from '../../src/config.js';
import { asStep } from '../../src/git/lease.js';
import { treeOf } from '../../src/git/repository.js';
import { addressOf } from '../../src/sandbox/network/domains.js';
import { openGate } from '../../src/sandbox/network/gate.js';
import { ways, type Attack } from './attack.js';
import { put, type Ground } from './ground.js';
import { plainGit } from './plain.js';

/** T7, where something may be reached: by set-up, and through the gate. */

const reached = async ({ listeners }: Ground) => {
  await sleep(50);
  return listeners.reached();
};

/** What an agent writes so that the next set-up calls this machine. */
function manifest(dir: string, { listeners }: Ground): void {
  const scripts = { postinstall: `bash -c 'cat < /dev/tcp/127.0.0.1/${listeners.port}'` };
  const about = { name: 'shop', version: '1.0.1' };
  put(path.join(dir, 'package.json'), JSON.stringify({ ...about, scripts }));
  const locked = { ...about, lockfileVersion: 3, packages: { '': { ...about, hasInstallScript: true } } };
  put(path.join(dir, 'package-lock.json'), JSON.stringify(locked));
}

/** Of a task whose plan names the manifest (`files`), or doesn't. */
async function setUpOf(ground: Ground, files: string[]): Promise<void> {
  const { repo, commit, piv } = ground;
  manifest(repo.root, ground);
  plainGit(repo.root, 'add', '--all');
  plainGit(repo.root, 'commit', '--quiet', '--message', 'x');
  const at = { name: 'task-001', commit, tree: await treeOf(repo, 'HEAD') };
  const planned = { all: files, task: files };
  const given = { repo: repo.root, slug: 'x', sandbox: 'on', setupNetwork: true, setup: 'npm ci' } as const;
  const deps = { config: loadConfig({ PIV_HOME: piv }) } as Dependencies;
  await asStep((signal) => openWorkspace(deps, { ...given, base: commit, planned }, at, signal));
}

const setUp = (id: string, title: string, files: string[]) =>
  ways(id, title, {
    ours: (ground) => setUpOf(ground, files),
    plain: (ground) => {
      const dir = path.join(ground.room, 'plain');
      mkdirSync(dir);
      manifest(dir, ground);
      return promisify(execFile)('npm', ['ci'], { cwd: dir });
    },
    escaped: reached,
  });

/** What a client says to the site. */
type Says = (socket: Socket) => unknown;

const asksFor =
  (servername: string): Says =>
  (socket) =>
    connectTls({ socket, servername }).on('error', () => undefined);
const says =
  (text: string): Says =>
  (socket) =>
    socket.write(text);

/** To site.example, which may be reached, and which is this machine where nobody looks. */
function passing(
  id: string,
  title: string,
  say: Says,
  find: typeof addressOf = async () => ({ address: '127.0.0.1' }),
) {
  return ways(id, `a command that may reach a domain ${title}`, {
    ours: async ({ listeners }) => {
      const site = `site.example:${listeners.port}`;
      const gate = await openGate({ domains: [site], inner: [site] }, find);
      try {
        const asked = request({ socketPath: gate.socket, method: 'CONNECT', path: site, agent: false }).end();
        const [, socket] = (await once(asked, 'connect')) as [unknown, Socket];
        say(socket.on('error', () => undefined));
        await sleep(300);
      } finally {
        await gate.close();
      }
    },
    plain: async ({ listeners }) => {
      const socket = connect(listeners.port, '127.0.0.1').on('error', () => undefined);
      say(socket);
      await sleep(100);
      socket.destroy();
    },
    escaped: reached,
  });
}

const rebound: typeof addressOf = (allowed, target) =>
  addressOf(allowed, target, false, async () => [{ address: '127.0.0.1', family: 4 }]);

const FLOOD = 600;
const MOST = 256;

/** How many connections to the socket are open at once. */
async function flood(socket: string): Promise<number> {
  const clients = Array.from({ length: FLOOD }, () => connect(socket).on('error', () => undefined));
  for (const client of clients) client.write('CONNECT site.example:443 HTTP/1.1\r\nHost: x\r\n\r\n');
  await sleep(300);
  const open = clients.filter((client) => !client.closed).length;
  for (const client of clients) client.destroy();
  return open;
}

export const gate: Attack[] = [
  setUp('T7-18', 'the manifest that an agent changed has set-up reach the loopback', []),
  setUp('T7-19', 'the manifest that a plan names has set-up reach the loopback', ['package.json']),
  passing('T7-20', 'asks in TLS for another site of its CDN', asksFor('other.example')),
  passing('T7-21', 'asks in TLS for no name', (socket) => connectTls({ socket }).on('error', () => undefined)),
  passing('T7-22', 'speaks another protocol to it', says('SSH-2.0-x\r\n')),
  passing('T7-23', 'asks it for another host', says('GET / HTTP/1.1\r\nHost: other.example\r\n\r\n')),
  passing('T7-24', "reaches the loopback by a name of the worker's network", asksFor('site.example'), rebound),
  ways('T7-25', 'a command holds more connections than the gate has', {
    ours: async () => {
      const open = await openGate({ domains: ['site.example'] }, async () => ({ address: '192.0.2.1' }));
      return flood(open.socket).finally(() => void open.close());
    },
    plain: async ({ room }) => {
      const server = createServer((socket) => socket.on('error', () => undefined).resume());
      await once(server.listen(path.join(room, 'flood')), 'listening');
      return flood(path.join(room, 'flood')).finally(() => server.close());
    },
    escaped: (_, open) => Number(open) > MOST,
  }),
];
