import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { constants } from 'node:os';

/**
 * Runs in the sandbox: `node bridge.mjs SOCKET PROGRAM ARG…`. A sandbox has a loopback of its own and no other network;
 * what comes to a port there goes to the socket, and the program is told of the port as its proxy.
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

server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'YARN_HTTP_PROXY', 'YARN_HTTPS_PROXY'];
  const proxy = { ...Object.fromEntries(names.map((name) => [name, url])), NODE_USE_ENV_PROXY: '1' };
  const env = { ...process.env, ...proxy, NO_PROXY: 'localhost,127.0.0.1,::1', no_proxy: 'localhost,127.0.0.1,::1' };
  const child = spawn(program, args, { stdio: 'inherit', env });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
});
