import { BlockList } from 'node:net';
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';

/** Where commands may go, when they may go somewhere: names, each with its ports, and never this machine or its neighbours. */

const WEB_PORTS = [80, 443];

export function isAllowed(domains: string[], host: string, port: number): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return domains.some((domain) => {
    const [pattern = '', own] = domain.toLowerCase().split(':');
    const ports = own === undefined ? WEB_PORTS : [Number(own)];
    const fits = pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern;
    return fits && ports.includes(port);
  });
}

/** This host, private and local networks (RFC 6890), multicast, and IPv6 forms that hide an IPv4 address. Of those that
 * are mapped (::ffff:0:0/96) Node looks at the address that they hide. */
const INNER = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  INNER.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  INNER.addSubnet(net, bits, 'ipv6');

export const isInner = (address: string, family: number): boolean =>
  INNER.check(address, family === 6 ? 'ipv6' : 'ipv4');

/** Looked up once, and connected to as it was looked at. */
interface Reached {
  address: string;
}
type Lookup = (host: string) => Promise<{ address: string; family: number }[]>;

/** The address of a host that may be reached, or why not. */
export async function addressOf(
  domains: string[],
  { host, port }: { host: string; port: number },
  resolve: Lookup = (name) => lookup(name, { all: true }),
): Promise<Reached | { problem: string }> {
  if (!isAllowed(domains, host, port)) return { problem: `${host}:${port} is not among ${domains.join(', ')}` };
  const found = await resolve(host).catch(() => []);
  const [first] = found;
  if (!first) return { problem: `${host} has no address` };
  const own = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);
  const inner = found.find(({ address, family }) => isInner(address, family) || own.includes(address));
  return inner ? { problem: `${host} is ${inner.address}, of this machine or its network` } : first;
}
