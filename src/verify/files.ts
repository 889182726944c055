import path from 'node:path';
import picomatch from 'picomatch';

const CODE =
  /\.(?:[cm]?[jt]sx?|py[ix]?|go|rs|java|kts?|groovy|rb|php|cs|fsx?|vb|[chm]|mm|cc|cpp|cxx|hpp|swift|scala|ex|exs|erl|clj[cs]?|hs|mli?|dart|lua|zig|nim|jl|r|p[lm]|vue|svelte|astro|sh|bash|ps1|sql|graphql|gql|proto|sol)$/i;
const ROOT_CONFIG = /^[^/]+\.config\.[^./]+$/;

/** Globs of prime's brief, relative to the root like the path. A leading "!" is no negation: it could match everything. */
export function isTestFile(file: string, globs: string[]): boolean {
  const patterns = globs.map((glob) => glob.replace(/^\.\//, ''));
  return picomatch.isMatch(file, patterns, { dot: true, nonegate: true });
}

/** Code of the product: not its tests, not a tool's settings. */
export function isSourceFile(file: string, testGlobs: string[]): boolean {
  const hidden = file.split('/').some((part) => part.startsWith('.'));
  return CODE.test(file) && !hidden && !ROOT_CONFIG.test(file) && !isTestFile(file, testGlobs);
}

/** A module's path as importers may write it: without extension, and without the name of an index file. */
export function moduleStem(file: string): string {
  const stem = path.posix
    .normalize(file)
    .replace(/\.d\.[cm]?ts$|\.json$/, '')
    .replace(CODE, '');
  return stem.replace(/\/(?:index|__init__|mod)$/, '');
}
