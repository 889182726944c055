import type { TestError } from '../types.js';
import { otherBuilds } from './builds/said.js';
import { goBuild } from './go-build.js';
import { typescriptBuild } from './typescript-build.js';

/** What the causes of a failure are told apart by. */
export interface Context {
  plannedFiles: string[];
  /** A file of the tree that the task started from, and no test. */
  isSource: (path: string) => boolean;
  /** What stands in a file of the judged tree; without it, names are compared with those of folders. */
  textOf?: (path: string) => string | undefined;
}

/** Reads what a compiler says of a test that it would not build. */
export interface Compiler {
  /** Whether an error of this test file is in its words. */
  knows: (error: TestError, file: string) => boolean;
  /** The first of its complaints that is not about what the task is to make. */
  strange: (error: TestError, file: string, context: Context) => string | undefined;
  /** Its errors by file, from what a command has printed that wrote no report; paths are relative. */
  read?: (output: string) => { file: string; error: TestError }[];
}

export const COMPILERS: Compiler[] = [goBuild, typescriptBuild, otherBuilds];
