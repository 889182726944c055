import path from 'node:path';

/** A rule about what shows at a path. */
export interface Mount {
  path: string;
  /** `home` is hidden too, and is there even where all around it is hidden. */
  kind: 'hide' | 'home' | 'show' | 'link' | 'always';
  /** What a command may do with what is there on the disk, for a sandbox that can put nothing else in its place. */
  may: 'nothing' | 'read' | 'write';
  /** For bubblewrap. Asked only where the rule counts. */
  args: () => string[];
}

/**
 * Outer folders first, so that each path shows the innermost rule about it; of two about one path, the later one. What
 * an outer rule says already is left out.
 */
export function arrange(mounts: Mount[]): Mount[] {
  const byPath = new Map(mounts.map((mount) => [mount.path, mount]));
  const counts = ({ kind, path: at }: Mount) => {
    const hidden = isHidden(byPath, path.dirname(at));
    if (kind === 'hide') return !hidden;
    return kind === 'show' || kind === 'link' ? hidden : true;
  };
  return [...byPath.values()].filter(counts).toSorted((a, b) => depth(a.path) - depth(b.path));
}

function isHidden(mounts: Map<string, Mount>, folder: string): boolean {
  const kind = mounts.get(folder)?.kind;
  if (kind) return kind === 'hide' || kind === 'home';
  return folder !== '/' && isHidden(mounts, path.dirname(folder));
}

function depth(entry: string): number {
  return entry.split('/').filter(Boolean).length;
}
