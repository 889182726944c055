import { existsSync } from 'node:fs';
import path from 'node:path';
import { foundAt } from '../leads-to.js';
import { browserFolders } from './browsers.js';
import type { Confinement } from './confine.js';
import { certificates, searchPath } from './environment.js';
import { homeOf } from './home.js';
import { kernelArguments } from './kernel.js';
import { LIMITS, temporaryBytes } from './limits.js';
import { hiddenAnywhere, hiddenFolders, maskOf } from './masks.js';
import { arrange, type Mount } from './mounts.js';
import { real } from './paths.js';
import { isTooMuch, programPlaces } from './programs.js';
import { tmpfs } from './tmpfs.js';
import { toolchainVariables } from './toolchains.js';

const NAMESPACES = [
  '--die-with-parent',
  '--new-session',
  '--unshare-user',
  '--unshare-net',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-cgroup-try',
];

/** Of what a command writes where something is hidden from it, other than /tmp and its home. */
const MASK_BYTES = 64 * 1024 * 1024;

export function bubblewrapArguments(confinement: Confinement): string[] {
  const system = ['--ro-bind', '/', '/', ...kernelArguments(confinement)];
  const mounts = mountsOf(confinement).flatMap((mount) => mount.args());
  return [...NAMESPACES, '--cap-drop', 'ALL', ...system, ...mounts, '--chdir', real(confinement.root)];
}

/** All that counts of what shows to a command, and where; other than the kernel's own. */
export function mountsOf(confinement: Confinement): Mount[] {
  const folders = hiddenFolders(confinement.hidden ?? []);
  return arrange([
    ...maskMounts(confinement, folders),
    ...shownMounts(confinement, folders),
    ...writableMounts(confinement),
    ...frozenMounts(confinement),
    ...replacedMounts(confinement),
  ]);
}

function maskMounts(confinement: Confinement, folders: string[]): Mount[] {
  const named = [...confinement.readable.map(real), ...writablePaths(confinement)];
  const large = temporaryBytes(confinement.limits ?? LIMITS);
  const home = homeOf();
  return [...folders, ...hiddenAnywhere(named)].map((place) => {
    const bytes = place === '/tmp' || place === home ? large : MASK_BYTES;
    const hides = () => {
      const kind = maskOf(place);
      if (kind === 'folder') return tmpfs(real(place), bytes);
      return kind === 'file' ? ['--ro-bind', '/dev/null', real(place)] : [];
    };
    return { path: place, kind: place === home ? 'home' : 'hide', may: 'nothing', args: hides };
  });
}

/** Of hidden folders: what was named, and what programs need that PATH, the environment or the network lead to. */
function shownMounts(confinement: Confinement, folders: string[]): Mount[] {
  const onPath = [...searchPath(confinement.commandPath), path.dirname(process.execPath)];
  const browsers = browserFolders().map(({ from }) => from);
  const installed = [...Object.values(toolchainVariables()), ...browsers].filter(
    (folder) => !isTooMuch(real(folder), folders),
  );
  const certified = Object.values(certificates(confinement)).flatMap((value) => value.split(path.delimiter));
  const named = [...confinement.readable, ...installed, ...certified].filter((entry) => existsSync(entry));
  return [
    ...[...named.map(real), ...programPlaces(onPath, folders)].map((entry) => shown(entry)),
    ...[...named, ...onPath].flatMap(linkTo),
  ];
}

/** Shows also under the name it was given, where that leads through a link that is hidden. */
function linkTo(entry: string): Mount[] {
  const [at, target] = [path.resolve(entry), real(entry)];
  return at === target ? [] : [{ path: at, kind: 'link', may: 'read', args: () => ['--symlink', target, at] }];
}

function writableMounts(confinement: Confinement): Mount[] {
  const binds = writablePaths(confinement).map((folder) => always(folder, 'write', '--bind', folder));
  const metadata = path.join(real(confinement.root), '.git');
  return existsSync(metadata) ? [...binds, always(metadata, 'read', '--ro-bind', metadata)] : binds;
}

/**
 * A link is no mount point; what it names is elsewhere in the root, or can't be written to anyway. Nor is what a command
 * has moved away, with a link in its place or in that of a folder around it.
 */
function frozenMounts({ root, frozen = [], scratch = [] }: Confinement): Mount[] {
  const inRoot = (entries: string[]) =>
    entries
      .map((entry) => path.relative(root, entry))
      .filter((entry) => foundAt(root, entry)?.isSymbolicLink() === false)
      .map((entry) => path.join(real(root), entry));
  return [
    ...inRoot(frozen).map((entry) => always(entry, 'read', '--ro-bind', entry)),
    ...inRoot(scratch).map((entry) => always(entry, 'write', '--tmpfs')),
  ];
}

const replacedMounts = ({ replaced = {} }: Confinement): Mount[] =>
  Object.entries(replaced).map(([entry, by]) => always(entry, 'nothing', '--ro-bind', by));

const shown = (entry: string): Mount => ({
  path: entry,
  kind: 'show',
  may: 'read',
  args: () => ['--ro-bind', entry, entry],
});
const always = (entry: string, may: Mount['may'], ...how: string[]): Mount => ({
  path: entry,
  kind: 'always',
  may,
  args: () => [...how, entry],
});

const writablePaths = ({ root, writable = [] }: Confinement): string[] => [root, ...writable].map(real);
