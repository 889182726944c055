import type { CommandName } from '../../types.js';

/** A command, and the file that says so. */
export type Found = [CommandName, command: string, source: string];

/** The top of a repository: the names of its files, and the texts of those that are manifests. */
export interface Top {
  names: string[];
  texts: Map<string, string>;
}
