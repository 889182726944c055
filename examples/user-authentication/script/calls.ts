import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockedBy, StageName, Submission } from '../../../src/types.js';
import { EXAMPLE } from '../root.js';

/** The tools of the contract, as the scripted model calls them. */
export interface Call {
  name: string;
  input: unknown;
}

export const readFile = (path: string): Call => ({ name: 'read_file', input: { path } });

export const listFiles = (glob: string): Call => ({ name: 'list_files', input: { glob } });

export const search = (pattern: string, glob?: string): Call => ({
  name: 'search',
  input: glob === undefined ? { pattern } : { pattern, glob },
});

export const editFile = (path: string, old: string, replacement: string): Call => ({
  name: 'edit_file',
  input: { path, old, new: replacement },
});

export const writeFile = (path: string, content: string): Call => ({ name: 'write_file', input: { path, content } });

/** Writes the file that is kept under `script/files` at the same path. */
export const writeKept = (path: string): Call => writeFile(path, keptFile(path));

export const run = (command: string): Call => ({ name: 'run', input: { command } });

export const runTests = (...files: string[]): Call => ({ name: 'run_tests', input: files.length > 0 ? { files } : {} });

export const submit = <S extends StageName>(submission: Submission<S>): Call => ({ name: 'submit', input: submission });

export const blocked = (reason: string, kind: BlockedBy): Call => ({ name: 'blocked', input: { reason, kind } });

/** What the good script leaves in the repository at this path. */
export const keptFile = (path: string): string => readFileSync(join(EXAMPLE, 'script', 'files', path), 'utf8');
