import path from 'node:path';
import { isInside, plainText } from '../../inside.js';

const { posix } = path;

/** Cargo runs targets of packages, not files: the options that name those of these files. `dir`: where it runs. */
export function cargoTargets(files: string[], dir: string): string[] {
  const all = files.map((file) => targetOf(file, dir));
  const options = [...all.flatMap(({ name }) => (name ? [['-p', name]] : [])), ...all.map(({ target }) => target)];
  return [...new Map(options.map((option) => [option.join(' '), option])).values()].flat();
}

function targetOf(file: string, dir: string): { name?: string; target: string[] } {
  const folder = packageOf(file, dir);
  const inner = posix.relative(folder, file);
  const name = folder === '' ? undefined : nameIn(plainText(dir, `${folder}/Cargo.toml`));
  const target = optionsFor(inner, folder, dir);
  return { target, ...(name ? { name } : {}) };
}

/** The folder of the package that a file is of. */
function packageOf(file: string, dir: string): string {
  const above = posix.dirname(file);
  if (above === '.' || above === '/') return '';
  return isInside(dir, `${above}/Cargo.toml`) ? above : packageOf(above, dir);
}

const nameIn = (manifest: string) => /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/m.exec(manifest)?.[1];

function optionsFor(inner: string, folder: string, dir: string): string[] {
  const manifest = plainText(dir, posix.join(folder, 'Cargo.toml'));
  const stated = manifest.split(/^\[\[test\]\]$/m).slice(1);
  const own = stated.find((table) => table.split(/^\[/m)[0]!.includes(`path = "${inner}"`));
  const name = own && /^name\s*=\s*"([^"]+)"/m.exec(own)?.[1];
  if (name) return ['--test', name];
  const [, test, rest] = /^tests\/([^/]+?)(?:\.rs|(\/.+))$/.exec(inner) ?? [];
  if (test && (!rest || isInside(dir, posix.join(folder, 'tests', test, 'main.rs')))) return ['--test', test];
  // A module that tests share, or one of the library or a program.
  if (test) return ['--test', '*'];
  return isInside(dir, posix.join(folder, 'src', 'lib.rs')) ? ['--lib'] : ['--bins'];
}
