import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { constants } from 'node:os';

/**
 * Runs in the sandbox: `node bridge.mjs SOCKET PROGRAM ARG…`. A sandbox has a loopback of its own and no other network;
 * what comes to a port there goes to the socket, and the program is told of the port as its proxy. On macOS the loopback is
 * the host's: in place of a socket it gets the port at which the gate waits already.
 */

const [, , socket, program, ...args] = process.argv;

const server = createServer((client) => {
  const gate = connect(socket);
  for (const [one, other] of [
    [client, gate],
    [gate, client],
  ]) {
    one.on('error', () => other.destroy());
    one.pipe(other);
  }
});

if (/^\d+$/.test(socket)) run(socket);
else server.listen(0, '127.0.0.1', () => run(server.address().port));

function run(port) {
  const url = `http://127.0.0.1:${port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'YARN_HTTP_PROXY', 'YARN_HTTPS_PROXY'];
  const proxy = {
    ...Object.fromEntries(names.map((name) => [name, url])),
    ...javaOptions(port),
    NODE_USE_ENV_PROXY: '1',
  };
  const env = { ...process.env, ...proxy, NO_PROXY: 'localhost,127.0.0.1,::1', no_proxy: 'localhost,127.0.0.1,::1' };
  const child = spawn(program, args, { stdio: 'inherit', env });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** A Java machine takes no proxy from the environment, but build tools take options for theirs; the last is for Maven from 3.9 on. */
function javaOptions(port) {
  const places = ['http', 'https'].map((of) => `-D${of}.proxyHost=127.0.0.1 -D${of}.proxyPort=${port}`);
  const added = [...places, '-Daether.connector.http.useSystemProperties=true'];
  const told = (name) => [name, [process.env[name], ...added].filter(Boolean).join(' ')];
  return Object.fromEntries(['MAVEN_OPTS', 'GRADLE_OPTS', 'SBT_OPTS'].map(told));
}
