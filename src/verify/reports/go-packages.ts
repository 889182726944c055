import path from 'node:path';
import { entriesOf, plainText } from '../../inside.js';

/** Where Go's packages and tests are: its reports name neither folders nor files. */

const DEPTH = 3;

export interface GoPackages {
  /** The folder of a package, relative to the root; '' for the root itself and where no module has it. */
  folderOf(importPath: string): string;
  /** The file of a folder that declares a test, else its first test file; the folder itself where there is none. */
  testFile(folder: string, test?: string): string;
}

/** Those below `dir`. What is read is read once. */
export function goPackages(dir: string): GoPackages {
  const modules = modulesIn(dir, '', DEPTH);
  const known = new Map<string, TestFile[]>();
  return {
    folderOf(importPath) {
      const own = modules.find(({ name }) => importPath === name || importPath.startsWith(`${name}/`));
      return own ? path.posix.join(own.folder, importPath.slice(own.name.length + 1)).replace(/^\.$/, '') : '';
    },
    testFile(folder, test) {
      const files = known.get(folder) ?? testFilesIn(dir, folder);
      known.set(folder, files);
      return (files.find(({ declares }) => test !== undefined && declares.has(test)) ?? files[0])?.file ?? folder;
    },
  };
}

interface TestFile {
  file: string;
  /** The names of its test functions. */
  declares: Set<string>;
}

function testFilesIn(dir: string, folder: string): TestFile[] {
  const names = list(dir, folder, 'files').filter((name) => name.endsWith('_test.go'));
  return names.map((name) => {
    const functions = plainText(dir, path.posix.join(folder, name)).matchAll(/^func (\w+)\(/gm);
    return { file: path.posix.join(folder, name), declares: new Set([...functions].map(([, found]) => found!)) };
  });
}

/** The modules in `dir` and a few levels below it, inner ones first. */
function modulesIn(dir: string, folder: string, depth: number): { folder: string; name: string }[] {
  const name = /^module\s+"?([^\s"]+)/m.exec(plainText(dir, path.posix.join(folder, 'go.mod')))?.[1];
  const own = name ? [{ folder, name }] : [];
  if (depth === 0) return own;
  const inner = list(dir, folder, 'folders').filter((one) => !/^(?:\.|_|node_modules$|vendor$|testdata$)/.test(one));
  return [...inner.flatMap((one) => modulesIn(dir, path.posix.join(folder, one), depth - 1)), ...own];
}

const list = (dir: string, folder: string, what: 'files' | 'folders') =>
  entriesOf(dir, folder)
    .filter((one) => (what === 'files' ? one.isFile() : one.isDirectory()))
    .map(({ name }) => name);
