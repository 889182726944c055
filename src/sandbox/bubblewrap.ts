import { existsSync, lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { userHome } from '../home.js';
import type { Confinement } from './confine.js';
import { kernelArguments } from './kernel.js';
import { searchPath } from './environment.js';
import { LIMITS, temporaryBytes } from './limits.js';
import { masks, SHARED_FOLDERS } from './masks.js';
import { tmpfs } from './tmpfs.js';

/** What a path is to a command, and how bubblewrap is told. */
export interface Mount {
  path: string;
  kind: 'hidden' | 'readable' | 'writable';
  args: string[];
}

const NAMESPACES = [
  '--die-with-parent',
  '--new-session',
  '--unshare-user',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-cgroup-try',
];

/** Of what a command writes where something is hidden from it. */
const MASK_BYTES = 64 * 1024 * 1024;

export function bubblewrapArguments(confinement: Confinement, home = userHome() ?? '/'): string[] {
  const network = confinement.network === true ? [] : ['--unshare-net'];
  const system = ['--ro-bind', '/', '/', ...kernelArguments(confinement)];
  const mounts = mountsOf(confinement, home).flatMap((mount) => mount.args);
  return [...NAMESPACES, ...network, '--cap-drop', 'ALL', ...system, ...mounts, '--chdir', real(confinement.root)];
}

/** Outer folders first, so that each path shows the innermost rule about it; of two about one path, the later one. */
export function mountsOf(confinement: Confinement, home = userHome() ?? '/'): Mount[] {
  const mounts = [
    ...maskMounts(confinement, home),
    ...readableMounts(confinement),
    ...writableMounts(confinement),
    ...frozenMounts(confinement),
  ];
  return mounts.toSorted((a, b) => depth(a.path) - depth(b.path));
}

function maskMounts(confinement: Confinement, home: string): Mount[] {
  const { readable, hidden = [], limits = LIMITS } = confinement;
  const shown = [...readable.map(real), ...writablePaths(confinement)];
  return masks(home, hidden, shown).map((mask) => {
    const target = real(mask.path);
    if (mask.kind === 'file') return { path: target, kind: 'hidden', args: ['--ro-bind', '/dev/null', target] };
    const bytes = mask.path === '/tmp' ? temporaryBytes(limits) : MASK_BYTES;
    return { path: target, kind: 'hidden', args: tmpfs(target, bytes) };
  });
}

function readableMounts(confinement: Confinement): Mount[] {
  const onPath = [...searchPath(confinement.commandPath), process.execPath].filter(isShared);
  const resolver = confinement.network === true ? [real('/etc/resolv.conf')].filter(isShared) : [];
  const writable = writablePaths(confinement);
  return [...confinement.readable, ...onPath, ...resolver]
    .filter((entry) => existsSync(entry) && !writable.some((folder) => contains(folder, real(entry))))
    .flatMap((entry) => places(entry).map((target) => bind('--ro-bind', real(entry), target)));
}

function writableMounts(confinement: Confinement): Mount[] {
  const binds = writablePaths(confinement).map((folder) => bind('--bind', folder, folder));
  const metadata = path.join(real(confinement.root), '.git');
  return existsSync(metadata) ? [...binds, bind('--ro-bind', metadata, metadata)] : binds;
}

/** A link is no mount point; what it names is elsewhere in the root, or can't be written to anyway. */
function frozenMounts({ root, frozen = [], scratch = [] }: Confinement): Mount[] {
  const inRoot = (entries: string[]) =>
    entries
      .filter((entry) => lstatSync(entry, { throwIfNoEntry: false })?.isSymbolicLink() === false)
      .map((entry) => path.join(real(root), path.relative(root, entry)));
  return [
    ...inRoot(frozen).map((entry) => bind('--ro-bind', entry, entry)),
    ...inRoot(scratch).map((entry) => ({ path: entry, kind: 'writable' as const, args: ['--tmpfs', entry] })),
  ];
}

function writablePaths(confinement: Confinement): string[] {
  return [confinement.root, ...(confinement.writable ?? [])].map(real);
}

/** Where a path has to show: at its real place, and under the name it was given if a mask hides the link. */
function places(entry: string): string[] {
  const target = real(entry);
  return target !== path.resolve(entry) && isShared(entry) ? [target, path.resolve(entry)] : [target];
}

function bind(option: '--bind' | '--ro-bind', source: string, target: string): Mount {
  return { path: target, kind: option === '--bind' ? 'writable' : 'readable', args: [option, source, target] };
}

function isShared(entry: string): boolean {
  return SHARED_FOLDERS.some((folder) => contains(real(folder), path.resolve(entry)));
}

function contains(folder: string, entry: string): boolean {
  return entry === folder || entry.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Bubblewrap can't follow an absolute link to a mount point, so it gets the paths behind links. */
function real(entry: string): string {
  return existsSync(entry) ? realpathSync(entry) : path.resolve(entry);
}

function depth(entry: string): number {
  return entry.split('/').filter(Boolean).length;
}
