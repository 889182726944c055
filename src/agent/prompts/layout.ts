/** A repository's files as a reader wants to see them first: all where they are few, else how many are where. */

const FEW = 150;
const MAX_FOLDERS = 80;
const MAX_TOP = 60;
/** A folder of fewer is not opened. */
const WORTH_OPENING = 20;
const KINDS = 8;

interface Folder {
  path: string;
  /** Files in it, however deep. */
  count: number;
  folders: Map<string, Folder>;
}

export function layoutText(paths: string[]): string {
  const size = `${paths.length.toLocaleString('en')} files: ${kindsOf(paths)}`;
  if (paths.length <= FEW) return [size, ...paths].join('\n');
  const top = paths.filter((path) => !path.includes('/'));
  const more = top.length > MAX_TOP ? [`… and ${top.length - MAX_TOP} more at the top`] : [];
  return [size, ...foldersOf(paths), ...top.slice(0, MAX_TOP), ...more].join('\n');
}

function kindsOf(paths: string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const kind = /[^/](\.[^./]+)$/.exec(path)?.[1] ?? 'without an ending';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const kinds = [...counts].toSorted(([, a], [, b]) => b - a);
  const shown = kinds.slice(0, KINDS).map(([kind, count]) => `${count} ${kind}`);
  return [...shown, ...(kinds.length > KINDS ? [`${kinds.length - KINDS} more kinds`] : [])].join(', ');
}

/** With all that is in them; the largest are opened for as long as there is room. */
function foldersOf(paths: string[]): string[] {
  const shown = [...treeOf(paths).folders.values()];
  const open = new Set<Folder>();
  for (;;) {
    const [largest] = shown
      .filter((folder) => folder.count >= WORTH_OPENING && folder.folders.size > 0 && !open.has(folder))
      .toSorted((a, b) => b.count - a.count);
    if (!largest || shown.length + largest.folders.size > MAX_FOLDERS) break;
    open.add(largest);
    shown.push(...largest.folders.values());
  }
  const lines = shown.map(({ path, count }) => `${path} (${count})`);
  return lines.toSorted();
}

function treeOf(paths: string[]): Folder {
  const top: Folder = { path: '', count: 0, folders: new Map() };
  for (const path of paths) {
    let at = top;
    for (const name of path.split('/').slice(0, -1)) {
      const inner = at.folders.get(name) ?? { path: `${at.path}${name}/`, count: 0, folders: new Map() };
      at.folders.set(name, inner);
      inner.count += 1;
      at = inner;
    }
  }
  return top;
}
