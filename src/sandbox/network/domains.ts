import { BlockList } from 'node:net';
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';

/** Where commands may go, when they may go somewhere: names, each with its ports, and never this machine or its neighbours. */

export interface Target {
  /** In lower case, without a dot at its end. */
  host: string;
  port: number;
}

/** Where a gate leads to. */
export interface Allowed {
  domains: string[];
  /** Of them those that may lie in the network of the worker, as its own environment says: a company's registry. */
  inner?: string[];
}

export const HTTP = 80;
export const HTTPS = 443;
const WEB_PORTS = [HTTP, HTTPS];

/** What `url` leads to; without a port, to `otherwise`. */
export function targetOf(url: string, otherwise: number): Target | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  // A port that is the scheme's own is left out of what was parsed.
  const explicit = /^http:\/\/[^/]*:80(?:\/|$)/.test(url) ? HTTP : otherwise;
  return { host: hostname.replace(/\.$/, ''), port: port === '' ? explicit : Number(port) };
}

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
const NEVER = blockList(
  ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '224.0.0.0/3'],
  ['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '2001::/32', '2002::/16', 'fe80::/9', 'fd00:ec2::/32', 'ff00::/8'],
);
/** A company's own, among which its registry may be. */
const PRIVATE = blockList(['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'], ['fc00::/7']);

function blockList(ipv4: string[], ipv6: string[]): BlockList {
  const list = new BlockList();
  const add = (kind: 'ipv4' | 'ipv6') => (net: string) => {
    const [address = '', bits] = net.split('/');
    list.addSubnet(address, Number(bits), kind);
  };
  ipv4.forEach(add('ipv4'));
  ipv6.forEach(add('ipv6'));
  return list;
}

const isOf = (list: BlockList, address: string, family: number) => list.check(address, family === 6 ? 'ipv6' : 'ipv4');

export const isInner = (address: string, family: number): boolean =>
  isOf(NEVER, address, family) || isOf(PRIVATE, address, family);

/** Looked up once, and connected to as it was looked at. */
export type Reached = { address: string } | { problem: string };

/** How what a client asks for is looked at, and what is told of what it asks for in vain. */
export interface Way {
  /** `plain`: for a request that isn't in a tunnel. */
  reach(target: Target | undefined, plain: boolean): Promise<Reached>;
  refuse(why: string): void;
}

type Lookup = (host: string) => Promise<{ address: string; family: number }[]>;

/** The address of a host that may be reached, or why not. `byProxy`: one that only the host's proxy can look up is left to it. */
export async function addressOf(
  { domains, inner = [] }: Allowed,
  { host, port }: Target,
  byProxy = false,
  resolve: Lookup = (name) => lookup(name, { all: true }),
): Promise<Reached> {
  const at = `${host}:${port}`;
  if (!isAllowed(domains, host, port)) return { problem: `${at} is not among ${listed(domains)}` };
  const found = await resolve(host).catch(() => []);
  const [first] = found;
  if (!first) return byProxy ? { address: host } : { problem: `${host} has no address` };
  const own = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);
  const ofUs = found.find(({ address, family }) => isOf(NEVER, address, family) || own.includes(address));
  const ofOthers = found.find(({ address, family }) => isOf(PRIVATE, address, family));
  if (ofUs) return { problem: `${host} is ${ofUs.address}, of this machine or its network` };
  if (!ofOthers || isAllowed(inner, host, port)) return first;
  const remedy = `if that is your own registry, start the worker with PIV_INNER_DOMAINS=${port === HTTPS ? host : at}`;
  return { problem: `${host} is ${ofOthers.address}, of this machine or its network; ${remedy}` };
}

const LISTED = 8;

const listed = (domains: string[]) =>
  [...domains.slice(0, LISTED), ...(domains.length > LISTED ? [`${domains.length - LISTED} more`] : [])].join(', ');
