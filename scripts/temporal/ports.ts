import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export interface Ports {
  port: number;
  uiPort: number;
}

/** Named ports, which must be free, or free ones. */
export async function choosePorts(named: Partial<Ports>): Promise<Ports> {
  const [port, uiPort] = await Promise.all([claim(named.port), claim(named.uiPort)]);
  return { port, uiPort };
}

async function claim(port = 0): Promise<number> {
  const probe = createServer();
  try {
    await once(probe.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    throw new Error(`Port ${port} on 127.0.0.1 is taken. Stop what uses it, or name another one.`, { cause: error });
  }
  const { port: free } = probe.address() as AddressInfo;
  await once(probe.close(), 'close');
  return free;
}
