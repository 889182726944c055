import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** A function that makes the paths and file URLs below `dir` relative to it, wherever they are in a text. */
export function relativePaths(dir: string): (text: string) => string {
  const prefixes = [...new Set([realpathSync(dir), dir])].flatMap((root) => [
    `${pathToFileURL(root).href}/`,
    `${root}/`,
  ]);
  return (text) => prefixes.reduce((rest, prefix) => rest.replaceAll(prefix, ''), text);
}
