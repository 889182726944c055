import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where Go's packages and tests are: its reports name neither folders nor files. */

const DEPTH = 3;

/** The folder of a package, relative to `dir`; '' for `dir` itself and where no module has it. */
export function packageFolder(dir: string, importPath: string): string {
  for (const { folder, name } of modulesIn(dir, '', DEPTH)) {
    if (importPath === name) return folder;
    if (importPath.startsWith(`${name}/`)) return path.posix.join(folder, importPath.slice(name.length + 1));
  }
  return '';
}

/** The file that declares a test, or any test file of the folder; the folder itself where there is none. */
export function testFileIn(dir: string, folder: string, test?: string): string {
  const names = list(path.join(dir, folder)).filter((name) => name.endsWith('_test.go'));
  const declares = (name: string) =>
    test !== undefined && new RegExp(`^func ${test}\\(`, 'm').test(read(path.join(dir, folder, name)));
  const name = names.find(declares) ?? names[0];
  return name === undefined ? folder : path.posix.join(folder, name);
}

/** The modules in `dir` and a few levels below it, inner ones first. */
function modulesIn(dir: string, folder: string, depth: number): { folder: string; name: string }[] {
  const at = path.join(dir, folder);
  const name = /^module\s+"?([^\s"]+)/m.exec(read(path.join(at, 'go.mod')))?.[1];
  const own = name ? [{ folder, name }] : [];
  if (depth === 0) return own;
  const inner = list(at, 'folders').filter((one) => !/^(?:\.|_|node_modules$|vendor$|testdata$)/.test(one));
  return [...inner.flatMap((one) => modulesIn(dir, path.posix.join(folder, one), depth - 1)), ...own];
}

function list(folder: string, what: 'files' | 'folders' = 'files'): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((one) => (what === 'files' ? one.isFile() : one.isDirectory())).map(({ name }) => name);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
