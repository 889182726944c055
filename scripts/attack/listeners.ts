import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type ListenOptions, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What waits on this machine for somebody to talk to it, as Temporal does; and whether anybody has. */
export interface Listeners {
  port: number;
  udpPort: number;
  /** Of IPv6's own loopback; 0 where there is none. */
  port6: number;
  /** Unix sockets, by where they are. */
  near: string;
  shared: string;
  abstract: string;
  reached(): boolean;
  close(): Promise<void>;
}

export async function startListeners(room: string): Promise<Listeners> {
  let calls = 0;
  const name = path.basename(room);
  const servers: Server[] = [];
  const listen = async (options: ListenOptions): Promise<number> => {
    const server = createServer((socket) => {
      calls += 1;
      socket
        .on('error', () => undefined)
        .resume()
        .end('hello\n');
    });
    servers.push(server.listen(options));
    const bound = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    return bound ? ((server.address() as AddressInfo).port ?? 0) : 0;
  };
  const udp = createSocket('udp4', () => (calls += 1)).bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const [near, shared, abstract] = [path.join(room, 's'), path.join(tmpdir(), `piv-attack-${name}`), `\0piv-${name}`];
  const port = await listen({ host: '127.0.0.1', port: 0 });
  const port6 = await listen({ host: '::1', port: 0, ipv6Only: true });
  for (const socket of [near, shared, abstract]) await listen({ path: socket });
  return {
    port,
    port6,
    near,
    shared,
    abstract,
    udpPort: udp.address().port,
    reached: () => calls > 0,
    async close() {
      udp.close();
      await Promise.all(servers.filter((server) => server.listening).map((server) => closed(server)));
    },
  };
}

const closed = (server: Server) => new Promise((done) => server.close(done));
