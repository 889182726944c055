import { z } from 'zod';

import { firstLines, OUTPUT_LIMIT } from './output.js';
import { rank, type FileMatches, type Match } from './rank.js';
import { ripgrep } from './ripgrep.js';
import { resolveExisting } from './text-file.js';
import type { Tool } from './tool.js';

const MAX_MATCHES = 200;
/** Of one file, where not all matches are shown. */
const OF_A_FILE = 20;
const OTHER_FILES = 20;
/** What is left of an output for how many there were. */
const COUNTS_BYTES = 2_048;
const OPTIONS = [
  '--line-number',
  '--with-filename',
  '--no-heading',
  '--null',
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
  description:
    'Searches the files that list_files shows. Gives path:line:text, files with a definition first, then other source, ' +
    `tests, and texts. Of more than ${MAX_MATCHES} matches it shows some of each file, and says how many there were.`,
  schema,
  writes: false,
  async execute({ pattern, glob, path }, { dir }) {
    const place = path === undefined ? undefined : await resolveExisting(dir, path);
    const found = await ripgrep(dir, [...OPTIONS, `--regexp=${pattern}`], glob, place?.path);
    if (found.length === 0) return 'no matches';
    const files = rank(found.map(toMatch));
    const all = files.flatMap(({ matches }) => matches.map(({ line }) => line));
    const whole = firstLines(all, { lines: MAX_MATCHES, bytes: OUTPUT_LIMIT });
    return whole.length === all.length ? all.join('\n') : some(files, all.length);
  },
};

function toMatch(line: string): Match {
  const [file = '', rest = ''] = line.split('\0');
  return { file, line: `${file}:${rest}`, text: rest.replace(/^\d+:/, '') };
}

/** Some of each file, as far as there is room, and how many of all that is. */
function some(files: FileMatches[], total: number): string {
  const lines = files.flatMap(({ matches }) => matches.slice(0, OF_A_FILE).map(({ line, file }) => ({ line, file })));
  const room = { lines: MAX_MATCHES, bytes: OUTPUT_LIMIT - COUNTS_BYTES };
  const shown = lines.slice(
    0,
    firstLines(
      lines.map(({ line }) => line),
      room,
    ).length,
  );
  const left = files.flatMap(({ file, matches }) => {
    const more = matches.length - shown.filter((one) => one.file === file).length;
    return more > 0 ? [`${file} (${more})`] : [];
  });
  const others = left.length > OTHER_FILES ? [`${left.length - OTHER_FILES} more files`] : [];
  const where = firstLines([...left.slice(0, OTHER_FILES), ...others], {
    lines: OTHER_FILES + 1,
    bytes: COUNTS_BYTES - 256,
  });
  return [
    ...shown.map(({ line }) => line),
    `${shown.length} of ${total} matches in ${files.length} files. Not shown: ${where.join(', ')}. Narrow the search for these.`,
  ].join('\n');
}
