import path from 'node:path';
import { plainText } from '../../inside.js';
import type { Said } from './said.js';

/** The errors of javac, as Maven prints them. */

const PLACE = /^(?:\[ERROR\] )?(?<file>\S+\.java):\[(?<line>\d+),\d+\] (?<words>.+)$/;
const DETAIL = /^(?:\[ERROR\])? +(?<name>symbol|location): +(?<what>.+)$/;

/** The types that a test knows: its package, and what it imports. */
interface Names {
  package: string;
  /** By its simple name, that of a static member too, the type that an import names. */
  imported: Map<string, string>;
  /** Types whose static members are all imported. */
  members: string[];
}

/** `dir`: where the paths that `relative` gives are. */
export function javacErrors(printed: string, relative: (text: string) => string, dir: string): Said[] {
  const lines = relative(printed).split('\n');
  const found = lines.flatMap((line, at): Said[] => {
    const { file, line: number, words } = PLACE.exec(line)?.groups ?? {};
    if (!file || !words || path.isAbsolute(file)) return [];
    const below = (name: string, by: number) =>
      DETAIL.exec(lines[at + by] ?? '')?.groups?.['name'] === name
        ? DETAIL.exec(lines[at + by]!)!.groups!['what']!
        : '';
    const symbol = below('symbol', 1);
    const location = symbol && below('location', 2);
    const text = plainText(dir, file);
    const source = text.split('\n')[Number(number) - 1] ?? '';
    const said = [words.replace(/;$/, ''), symbol && `symbol: ${symbol}`, location && `location: ${location}`];
    const about = { words, symbol, location, source, own: path.posix.basename(file, '.java') };
    const places = placesOf(about, namesIn(text)).map((type) => type.replaceAll('.', '/'));
    return [{ file, line: Number(number), words: said.filter(Boolean).join(', '), places: [...new Set(places)] }];
  });
  // Maven says them twice.
  const key = ({ file, line, words }: Said) => `${file}:${line}: ${words}`;
  return [...new Map(found.map((said) => [key(said), said])).values()];
}

interface About {
  words: string;
  symbol: string;
  location: string;
  /** The line of the source. */
  source: string;
  /** The class of the file. */
  own: string;
}

/** Mistakes that may be none once a type is as the test wants it. */
const OF_TYPES =
  /cannot be applied to|no suitable (?:method|constructor)|incompatible types|incomparable types|bad operand types|has private access|is not public in|is abstract; cannot be|does not override abstract|does not take parameters/;

function placesOf({ words, symbol, location, source, own }: About, names: Names): string[] {
  const missing = /^package ([\w.]+) does not exist/.exec(words)?.[1];
  if (missing) return [missing];
  if (words.startsWith('static import only')) return importsIn(source).map(({ type }) => type);
  if (!words.startsWith('cannot find symbol')) {
    const named = / in (?:class|interface|enum|record) ([\w.]+)/.exec(words)?.[1];
    if (!OF_TYPES.test(words)) return [];
    return [...(named ? [outer(full(named, names))] : []), ...typesOn(source, names)];
  }
  const [, kind = '', name = ''] = /^(\w+) (\w+)/.exec(symbol) ?? [];
  const where = /(?:class|interface|enum|record|type|package) ([\w.]+)/.exec(location)?.[1] ?? names.package;
  if (location.startsWith('package ')) return [`${where}.${name}`];
  if (!outer(where).endsWith(`.${own}`) && outer(where) !== own) {
    return [outer(full(where, names)), ...typesOn(source, names)];
  }
  const imported = names.imported.get(name);
  if (imported) return [imported];
  return kind === 'class' || /^[A-Z]/.test(name) ? [full(name, names)] : names.members;
}

/** The type of a file: what is in it has its name before its own. */
const outer = (type: string) => /^(?:[a-z_][\w]*\.)*[A-Z]\w*/.exec(type)?.[0] ?? type;

const full = (type: string, names: Names) =>
  type.includes('.') ? type : (names.imported.get(type) ?? [names.package, type].filter(Boolean).join('.'));

/** The types that a line of code names. */
const typesOn = (source: string, names: Names) =>
  [...source.matchAll(/\b[A-Z]\w*/g)].map(([type]) => full(type, names));

function importsIn(text: string): { name: string; type: string }[] {
  return [...text.matchAll(/^\s*import\s+(static\s+)?([\w.]+?)\.(\w+|\*)\s*;/gm)].map(([, isStatic, of, name]) => ({
    name: name!,
    type: isStatic ? of! : `${of}.${name}`,
  }));
}

function namesIn(text: string): Names {
  const imports = importsIn(text);
  const explicit = imports.filter(({ name }) => name !== '*');
  return {
    package: /^\s*package\s+([\w.]+)\s*;/m.exec(text)?.[1] ?? '',
    imported: new Map(explicit.map(({ name, type }) => [name, type])),
    members: imports.filter(({ name, type }) => name === '*' && !type.endsWith('.*')).map(({ type }) => type),
  };
}
