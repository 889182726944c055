import { posix } from 'node:path';

/** Runners write the file of a test in many ways: from another folder, with a line, or as what it was compiled to. */

const OUTPUT = /^(?:dist|build|out|lib|\.?tsc?-?build|\.test|compiled)\//;
const stemOf = (file: string) => file.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');

/** The one of these files that a runner means, if one alone fits. */
export function fileMeant(written: string, files: string[]): string | undefined {
  const file = posix.normalize(written.replace(/:\d+(?::\d+)?$/, ''));
  if (files.includes(file)) return file;
  return (
    only(files.filter((one) => one.endsWith(`/${file}`) || file.endsWith(`/${one}`))) ??
    only(files.filter((one) => OUTPUT.test(file) && isSource(one, file.replace(OUTPUT, ''))))
  );
}

const only = (found: string[]): string | undefined => (found.length === 1 ? found[0] : undefined);

const isSource = (file: string, compiled: string) =>
  [file, file.replace(/^src\//, '')].some((one) => stemOf(one) === stemOf(compiled));
