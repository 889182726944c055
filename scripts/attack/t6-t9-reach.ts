import { execFileSync } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../src/sandbox/run.js';
import { shell, ways, type Attack } from './attack.js';
import { confinementOf, type Ground } from './ground.js';
import { callTool } from './tools.js';
import { root } from '#scripts/places.mjs';

const told = (ground: Ground, { output }: { output: string }) => output.includes(ground.key);

/** T6: the key. */
export const key: Attack[] = [
  ways('T6-01', 'a command prints its environment', {
    prepare: (ground) => (process.env['ANTHROPIC_API_KEY'] = ground.key),
    ours: async (ground) => (await runCommand('env', confinementOf(ground, 'on'), { timeoutMs: 10_000 })).output,
    plain: () => execFileSync('env', { encoding: 'utf8' }),
    escaped: (ground, given) => {
      delete process.env['ANTHROPIC_API_KEY'];
      return String(given).includes(ground.key);
    },
  }),
  shell({
    id: 'T6-02',
    title: 'a command reads the environment of every process',
    commands: () => ['cat /proc/[0-9]*/environ 2> /dev/null | tr "\\0" "\\n" | grep canary'],
    escaped: told,
  }),
  shell({
    id: 'T6-03',
    title: "a command reads the worker's environment by its id",
    commands: ({ worker }) => [`tr "\\0" "\\n" < /proc/${worker.pid}/environ`],
    escaped: told,
  }),
  shell({
    id: 'T6-04',
    title: "a command reads the worker's memory",
    commands: ({ worker }) => [
      `python3 - <<'E' || node -e ''
import re
for line in open('/proc/${worker.pid}/maps'):
    if '[stack]' in line:
        a, b = (int(x, 16) for x in line.split()[0].split('-'))
        m = open('/proc/${worker.pid}/mem', 'rb'); m.seek(a); print(re.findall(rb'sk-canary-[\\w-]+', m.read(b - a)))
E`,
    ],
    escaped: told,
  }),
  ways('T6-05', 'read_file on the environment of the worker', {
    ours: (ground) => callTool(ground, 'read_file', { path: `/proc/${ground.worker.pid}/environ` }),
    plain: ({ worker }) => readFileSync(`/proc/${worker.pid}/environ`, 'utf8'),
    escaped: (ground, given) => String(given).includes(ground.key),
  }),
  ways('T6-06', 'a command reads a pipe that the worker has open', {
    prepare: () => [1, 2, 3, 4, 5].map(fileOfOurs),
    ours: async (ground) =>
      (await runCommand('cat /dev/fd/[3-9] /dev/fd/[1-9][0-9]', confinementOf(ground, 'on'), { timeoutMs: 5_000 }))
        .output,
    plain: () =>
      execFileSync('bash', ['-c', 'cat <&3'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', fileOfOurs()] }),
    escaped: (_, given) => String(given).includes('"name"'),
  }),
];

/** A descriptor that this process has open. */
const fileOfOurs = () => openSync(path.join(root, 'package.json'), 'r');

const connect = (where: string) =>
  `node -e 'const s = require("net").connect(${where}); s.on("error", (e) => console.log(e.code)); s.on("data", (d) => { console.log(String(d)); s.end() })'`;
const quoted = (text: string) => JSON.stringify(text).replaceAll('\\u0000', '\\0');

/** What a command tries to reach, in ways that a filter of names might not see. */
const WAYS: [string, string, (ground: Ground) => string][] = [
  ['T7-01', 'the loopback', ({ listeners }) => `timeout 5 cat < /dev/tcp/127.0.0.1/${listeners.port}`],
  ['T7-02', 'the loopback of IPv6', ({ listeners }) => connect(`{ host: "::1", port: ${listeners.port6} }`)],
  ['T7-03', 'the loopback as 0.0.0.0', ({ listeners }) => `timeout 5 cat < /dev/tcp/0.0.0.0/${listeners.port}`],
  [
    'T7-04',
    'the loopback in hexadecimal',
    ({ listeners }) => connect(`{ host: "0x7f000001", port: ${listeners.port} }`),
  ],
  [
    'T7-05',
    'the loopback as one number',
    ({ listeners }) => connect(`{ host: "2130706433", port: ${listeners.port} }`),
  ],
  [
    'T7-06',
    'the loopback as IPv4 in IPv6',
    ({ listeners }) => connect(`{ host: "::ffff:127.0.0.1", port: ${listeners.port} }`),
  ],
  [
    'T7-07',
    'the loopback by its name',
    ({ listeners }) => connect(`{ host: "localhost", port: ${listeners.port}, family: 4 }`),
  ],
  ['T7-08', 'a port of UDP', ({ listeners }) => `echo hello > /dev/udp/127.0.0.1/${listeners.udpPort}`],
  ['T7-09', 'a socket beside the worktree', ({ listeners }) => connect(quoted(listeners.near))],
  ['T7-10', 'a socket in /tmp', ({ listeners }) => connect(quoted(listeners.shared))],
  ['T7-11', 'a socket without a file', ({ listeners }) => connect(quoted(listeners.abstract))],
];

/** Asks the proxy for a tunnel, or goes where it leads where there is none, and says hello. */
const THROUGH = `
const { connect } = require("net");
const { HTTP_PROXY } = process.env;
const [host, port] = process.argv.slice(-2);
const proxy = HTTP_PROXY && new URL(HTTP_PROXY);
const name = JSON.parse('"' + host + '"');
const bare = name.split("\\0")[0].replace(/[[\\]]/g, "");
const socket = proxy ? connect(proxy.port, proxy.hostname) : connect(port, bare);
socket.on("error", () => {}).on("data", () => socket.write("hello\\r\\n\\r\\n")).resume();
socket.write(proxy ? "CONNECT " + name + ":" + port + " HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n" : "hello");
setTimeout(() => process.exit(), 300);`;

/** What one may try where some domains are allowed: a title, the host as JSON has it, and what is allowed. */
const PROXIED: [id: string, title: string, host: string, allowed: (port: number) => string[]][] = [
  ['T7-13', 'the loopback through the proxy', '127.0.0.1', () => ['example.org']],
  ['T7-14', 'the loopback by a number', '2130706433', () => ['example.org']],
  ['T7-15', "IPv6's form of the loopback", '[::ffff:127.0.0.1]', () => ['example.org']],
  ['T7-16', 'the loopback by a name that is allowed', 'localhost', (port) => [`localhost:${port}`]],
  ['T7-17', 'the loopback by a null byte', '127.0.0.1\\u0000.example.org', (port) => [`*.example.org:${port}`]],
];

/** What was sent takes a moment to arrive. */
async function reachesHost({ listeners }: Ground): Promise<boolean> {
  await sleep(50);
  return listeners.reached();
}

/** T7: the network, and sockets of the host. */
export const network: Attack[] = [
  ...WAYS.map(([id, title, command]) =>
    shell({
      id,
      title: `a command reaches ${title}`,
      commands: (ground) => [command(ground)],
      escaped: reachesHost,
    }),
  ),
  ...PROXIED.map(([id, title, host, allowed]) =>
    shell({
      id,
      title: `a command that may reach a domain reaches ${title}`,
      commands: ({ listeners }) => [`node -e '${THROUGH.replaceAll("'", `'\\''`)}' '${host}' ${listeners.port}`],
      network: ({ listeners }) => allowed(listeners.port),
      escaped: reachesHost,
    }),
  ),
  shell({
    id: 'T7-12',
    title: 'a command sees what listens on the host',
    commands: () => ['cat /proc/net/tcp'],
    escaped: ({ listeners }, { output }) =>
      output.includes(`:${listeners.port.toString(16).toUpperCase().padStart(4, '0')} `),
  }),
];

const limitOf = ({ worker }: Ground) => readFileSync(`/proc/${worker.pid}/limits`, 'utf8');

/** T9: Temporal and the worker. */
export const neighbours: Attack[] = [
  shell({
    id: 'T9-01',
    title: 'a command sends a request to a service without a password',
    commands: ({ listeners }) => [
      `node -e 'fetch("http://127.0.0.1:${listeners.port}/api/v1/namespaces/default/workflows/x/signal/pause", { method: "POST" }).catch(() => {})'`,
    ],
    escaped: ({ listeners }) => listeners.reached(),
  }),
  shell({
    id: 'T9-02',
    title: 'a command kills the worker',
    commands: ({ worker }) => [`kill -9 ${worker.pid}`],
    escaped: async ({ worker }) => {
      await sleep(50);
      return worker.signalCode !== null;
    },
  }),
  shell({
    id: 'T9-03',
    title: "a command lowers the worker's limits",
    commands: ({ worker }) => [`prlimit --pid ${worker.pid} --nofile=77:77`],
    escaped: (ground) => / 77 /.test(limitOf(ground)),
  }),
  shell({
    id: 'T9-04',
    title: 'a command holds the worker up',
    commands: ({ worker }) => [`kill -STOP ${worker.pid}`],
    escaped: ({ worker }) => readFileSync(`/proc/${worker.pid}/stat`, 'utf8').includes(') T '),
  }),
];
