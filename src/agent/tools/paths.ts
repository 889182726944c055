import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

import { ToolRefusal } from './tool.js';
import { cutText } from '../../cut-text.js';

export interface Place {
  /** Relative to the worktree, with `/`, symlinks resolved; `.` is the worktree itself. */
  path: string;
  absolute: string;
}

/** The place that a path given by the model leads to. Refuses whatever isn't in the worktree. */
export async function resolvePath(dir: string, path: string): Promise<Place> {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(path)) throw new ToolRefusal('A path holds no control characters.');
  const root = await realpath(dir);
  const segments = segmentsOf(root, dir, path);
  const absolute = await followLinks(root, segments, path);
  refuseGit(relative(root, absolute).split(sep), path);
  return { path: relative(root, absolute).split(sep).join('/') || '.', absolute };
}

/** As `resolvePath`, for a file that is going to be written: also asks the stage's rules. */
export async function resolveWritable(
  workspace: { dir: string; refuseWrite: (path: string) => string | undefined },
  path: string,
): Promise<Place> {
  const place = await resolvePath(workspace.dir, path);
  const reason = workspace.refuseWrite(place.path);
  if (reason !== undefined) throw new ToolRefusal(`${place.path} was not written: ${reason}`);
  return place;
}

function segmentsOf(root: string, dir: string, path: string): string[] {
  const base = [root, dir].find((start) => path === start || path.startsWith(start + sep));
  if (isAbsolute(path) && base === undefined) throw outside(path);
  const inner = base === undefined ? path : path.slice(base.length);
  const segments = inner.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) throw new ToolRefusal(`"${path}" has "..": give the path from the repository's root.`);
  refuseGit(segments, path);
  return segments;
}

/** Resolves each component that exists; what doesn't exist yet is appended as it is. */
async function followLinks(root: string, segments: string[], path: string): Promise<string> {
  let at = root;
  for (const [index, segment] of segments.entries()) {
    const next = join(at, segment);
    const real = await realpathOf(next, path);
    if (real === undefined) return join(next, ...segments.slice(index + 1));
    if (real !== root && !real.startsWith(root + sep)) throw outside(path);
    at = real;
  }
  return at;
}

async function realpathOf(component: string, path: string): Promise<string | undefined> {
  try {
    return await realpath(component);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') throw new ToolRefusal(`"${path}" leads through a file as if it were a folder.`);
    if (code === 'ELOOP') throw new ToolRefusal(`"${path}" is a symlink that leads to itself.`);
    if (code === 'ENAMETOOLONG') throw new ToolRefusal(`"${cutText(path, 80)}…" is too long for a path.`);
    if (code !== 'ENOENT') throw error;
  }
  const dangling = await lstat(component).catch(() => undefined);
  if (dangling !== undefined) throw new ToolRefusal(`"${path}" is a symlink that leads nowhere.`);
  return undefined;
}

function refuseGit(segments: string[], path: string): void {
  if (segments.some((segment) => segment.toLowerCase() === '.git')) {
    throw new ToolRefusal(`"${path}" is git's own: the orchestrator makes the commits.`);
  }
}

function outside(path: string): ToolRefusal {
  return new ToolRefusal(`"${path}" is outside the repository: give a path relative to its root.`);
}
