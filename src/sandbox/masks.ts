import { accessSync, constants, opendirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { homes, isSystem } from './home.js';
import { linesOf, mountPoints } from './mount-points.js';
import { contains, real, statOf } from './paths.js';
import { NAMED_SECRETS, SECRETS, SYSTEM_SECRETS } from './secrets.js';

/** What other programs leave there (files, and the sockets of agents and daemons) is no business of a command. */
const SHARED_FOLDERS = ['/tmp', '/var/tmp', '/run'];

/** Those of everybody, also where they are links. */
const HOMES = ['/home', '/root', '/Users'];

/** Of the folders at the top only these show: others hold people's files, data, disks. */
const SYSTEM_TOP = new Set(
  (process.platform === 'darwin'
    ? 'Applications Library System bin cores dev etc nix opt private sbin tmp usr var'
    : 'bin boot dev etc gnu lib lib32 lib64 libexec libx32 nix opt proc run sbin snap sys tmp usr var'
  ).split(' '),
);

/** Windows' drives, wherever WSL has them, and what a person has mounted from elsewhere. */
const FOREIGN = / - (?:drvfs|cifs|smb3|fuse\.(?:sshfs|rclone|davfs|gvfsd-fuse)) | - (?:9p|virtiofs) .*drvfs/;

/** Folders of which nothing shows but what is named, whether or not they are there. */
export const hiddenFolders = (hidden: string[]): string[] =>
  [...SHARED_FOLDERS, ...HOMES, ...homes(), ...topFolders(), ...foreignMounts(), ...hidden]
    .map(real)
    .filter((folder) => !isSystem(folder));

/** What is hidden wherever it would show, below the folders `shown` too. */
export const hiddenAnywhere = (shown: string[]): string[] => [
  ...homes().flatMap((home) => SECRETS.map((name) => path.join(home, name))),
  ...NAMED_SECRETS.flatMap((name) => process.env[name] ?? []).filter((place) => path.isAbsolute(place)),
  ...SYSTEM_SECRETS,
  ...sockets(shown),
];

/** What has to be put over a place; undefined where that hides nothing: what isn't there or can't be read, is empty. */
export function maskOf(place: string): 'folder' | 'file' | undefined {
  const found = statOf(place);
  if (!found || !isReachable(path.dirname(place))) return undefined;
  if (!found.isDirectory()) return found.isSocket() || may(place, constants.R_OK) ? 'file' : undefined;
  return isAlwaysHidden(place) || !isEmpty(place) ? 'folder' : undefined;
}

/** They can be written to, and others come and go in them. */
const isAlwaysHidden = (folder: string) => SHARED_FOLDERS.includes(folder) || homes().includes(folder);

/** A folder that can't be listed may let one get to what is in it, by name. */
function isEmpty(folder: string): boolean {
  try {
    const listing = opendirSync(folder);
    const first = listing.readSync();
    listing.closeSync();
    return first === null;
  } catch {
    return !may(folder, constants.X_OK);
  }
}

function may(entry: string, how: number): boolean {
  try {
    accessSync(entry, how);
    return true;
  } catch {
    return false;
  }
}

/** Whether `entry` is one of a home's secrets, or lies in one. */
export const isSecret = (entry: string) =>
  homes().some((home) => SECRETS.some((name) => contains(path.join(home, name), entry)));

const topFolders = () =>
  readdirSync('/', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !SYSTEM_TOP.has(entry.name))
    .map((entry) => `/${entry.name}`);

const foreignMounts = () => mountPoints('self', FOREIGN).map(({ folder }) => folder);

/**
 * Whether one gets to the folder without the powers of root, which are gone in the sandbox: bubblewrap, which has none
 * either, can't hide what lies in a folder of somebody else's, nor need it.
 */
function isReachable(folder: string): boolean {
  const found = statOf(folder);
  if (!found) return false;
  const { uid, gid, mode } = found;
  const groups = [process.getegid?.(), ...(process.getgroups?.() ?? [])];
  const bit = uid === process.geteuid?.() ? 0o100 : groups.includes(gid) ? 0o010 : 0o001;
  return (mode & bit) !== 0 && (folder === '/' || isReachable(path.dirname(folder)));
}

/**
 * At which other programs wait: read-only or not, one could talk to them. See proc_net_unix: the last column is a path,
 * or begins with @. Those in shared folders are hidden with these.
 */
function sockets(shown: string[]): string[] {
  const lies = (entry: string, folders: string[]) => folders.some((folder) => entry.startsWith(`${folder}/`));
  return linesOf('/proc/net/unix')
    .flatMap((line) => /(?: \S+){5} +\d+ (\/.+)$/.exec(line)?.[1] ?? [])
    .filter((entry) => !lies(entry, SHARED_FOLDERS) || lies(entry, shown));
}
