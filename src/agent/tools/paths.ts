import { realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';

import { LedAstray, leadsTo } from '../../leads-to.js';
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
  const place = follow(root, segments, path);
  refuseGit(place.split('/'), path);
  return { path: place || '.', absolute: join(root, place) };
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

function follow(root: string, segments: string[], path: string): string {
  try {
    return leadsTo(root, segments.join('/'));
  } catch (error) {
    if (!(error instanceof LedAstray)) throw error;
    switch (error.how) {
      case 'outside':
        throw outside(path);
      case 'through a file':
        throw new ToolRefusal(`"${path}" leads through a file as if it were a folder.`);
      case 'too long':
        throw new ToolRefusal(`"${cutText(path, 80)}…" is too long for a path.`);
      case 'nowhere':
      case 'to itself':
        throw new ToolRefusal(`"${path}" is a symlink that leads ${error.how}.`);
    }
  }
}

function refuseGit(segments: string[], path: string): void {
  if (segments.some((segment) => segment.toLowerCase() === '.git')) {
    throw new ToolRefusal(`"${path}" is git's own: the orchestrator makes the commits.`);
  }
}

function outside(path: string): ToolRefusal {
  return new ToolRefusal(`"${path}" is outside the repository: give a path relative to its root.`);
}
