import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

/** A port of the host's loopback that leads to the gate's socket, for a sandbox that has no loopback of its own. */
export interface GatePort {
  port: number;
  close(): void;
}

export async function openPort(socket: string): Promise<GatePort> {
  const server = createServer((client) => {
    const gate = connect(socket);
    client.on('error', () => gate.destroy());
    gate.on('error', () => client.destroy());
    client.pipe(gate).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
