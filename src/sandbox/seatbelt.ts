import path from 'node:path';
import { mountsOf } from './bubblewrap.js';
import type { Confinement } from './confine.js';
import type { Mount } from './mounts.js';
import { contains, real } from './paths.js';

/**
 * The profile by which `sandbox-exec` confines a command on macOS, made of what bubblewrap's arguments are made of. Of
 * several rules about one thing the last one counts, as of several mounts. What Linux has and this has not: processes
 * and loopback of its own (so no server that a test starts can be reached), scratch folders that are empty each time, a
 * home that can be written to, and files that stand in for others: a repository's `config`, with the tokens in it, is
 * out of reach, and so git answers no command.
 */
export function seatbeltProfile(confinement: Confinement, temporary: string): string {
  const writable = [...(confinement.writable ?? []), temporary];
  const mounts = mountsOf({ ...confinement, writable });
  return [
    ...PROCESS,
    ...EVERYWHERE,
    ...mounts.flatMap(rules),
    ...unmovable(mounts),
    ...DEVICES,
    ...network(confinement, temporary),
  ].join('\n');
}

const SERVICES = [
  'com.apple.system.opendirectoryd.libinfo',
  'com.apple.system.opendirectoryd.membership',
  'com.apple.system.notification_center',
  'com.apple.system.logger',
  'com.apple.logd',
  'com.apple.bsd.dirhelper',
].map((name) => `(global-name "${name}")`);

/** What any program needs to start, and nothing that does something for it outside. */
const PROCESS = [
  '(version 1)',
  '(deny default)',
  '(allow process-exec process-fork)',
  '(allow process-info* (target same-sandbox))',
  '(allow signal (target same-sandbox))',
  '(allow sysctl-read)',
  `(allow mach-lookup ${SERVICES.join(' ')})`,
  '(allow ipc-posix-sem ipc-posix-shm)',
];

/** Programs keep their temporary files in a folder of the user's; on Linux they are in /tmp. */
const EVERYWHERE = ['(allow file-read*)', '(deny file-read* file-write* (subpath "/private/var/folders"))'];

const DEVICES = [
  '(allow file-write* (literal "/dev/null") (literal "/dev/zero") (literal "/dev/dtracehelper"))',
  '(allow file-ioctl (literal "/dev/null") (literal "/dev/dtracehelper"))',
  // Whoever resolves a path looks at each folder on the way.
  '(allow file-read-metadata (vnode-type DIRECTORY))',
];

/** A link too, and what it leads to. */
function rules({ may, path: entry }: Mount): string[] {
  return [...new Set([entry, real(entry)])].flatMap((place) => {
    const where = `(subpath ${quoted(place)})`;
    if (may === 'write') return [`(allow file-read* file-write* ${where})`];
    if (may === 'nothing') return [`(deny file-read* file-write* ${where})`];
    return [`(allow file-read* ${where})`, `(deny file-write* ${where})`];
  });
}

/** What may not be written to isn't moved out of the way with a folder around it either. */
function unmovable(mounts: Mount[]): string[] {
  const writable = mounts.filter(({ may }) => may === 'write').map((mount) => mount.path);
  const around = mounts
    .filter(({ may }) => may !== 'write')
    .flatMap((mount) => above(mount.path).filter((folder) => writable.some((root) => contains(root, folder))));
  return [...new Set(around)].map((folder) => `(deny file-write-unlink (literal ${quoted(folder)}))`);
}

/** Of the Internet only the gate, which is a port here. Sockets of its own, in the folder for temporary files, are its own. */
function network({ gate }: Confinement, temporary: string): string[] {
  const own = quoted(temporary);
  const local = [
    '(allow system-socket (socket-domain AF_UNIX))',
    `(allow network-bind network-inbound (local unix-socket (subpath ${own})))`,
    `(allow network-outbound (remote unix-socket (subpath ${own})))`,
  ];
  return gate ? [...local, `(allow network-outbound (remote ip "localhost:${Number(gate)}"))`] : local;
}

const above = (entry: string): string[] =>
  path.dirname(entry) === entry ? [] : [path.dirname(entry), ...above(path.dirname(entry))];

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
