import { z } from 'zod';

import { ripgrep } from './ripgrep.js';
import { resolveExisting } from './text-file.js';
import type { Tool } from './tool.js';

const MAX_MATCHES = 200;
const OPTIONS = [
  '--line-number',
  '--with-filename',
  '--no-heading',
  '--crlf',
  '--max-columns=300',
  '--max-columns-preview',
];

const schema = z.strictObject({
  pattern: z.string().min(1).describe("Regular expression in Rust's syntax, matched line by line"),
  glob: z.string().min(1).optional().describe('Only files that match, as in list_files'),
  path: z.string().min(1).optional().describe('Only this file or folder'),
});

export const searchTool: Tool<typeof schema> = {
  name: 'search',
  description: `Searches the files that list_files shows. Gives path:line:text, at most ${MAX_MATCHES} matching lines.`,
  schema,
  writes: false,
  async execute({ pattern, glob, path }, { dir }) {
    const place = path === undefined ? undefined : await resolveExisting(dir, path);
    const matches = await ripgrep(dir, [...OPTIONS, `--regexp=${pattern}`], glob, place?.path);
    if (matches.length === 0) return 'no matches';
    const more = matches.length > MAX_MATCHES ? `\nOnly the first ${MAX_MATCHES} matches: narrow the search.` : '';
    return matches.slice(0, MAX_MATCHES).join('\n') + more;
  },
};
