import { z } from 'zod';

import { firstLines, OUTPUT_LIMIT } from './output.js';
import { listedFiles } from './ripgrep.js';
import type { Tool } from './tool.js';

const MAX_FILES = 500;

const schema = z.strictObject({
  glob: z.string().min(1).describe('As in .gitignore: "src/**/*.js"; "*.js" is at any depth; "**" is all'),
});

export const listFilesTool: Tool<typeof schema> = {
  name: 'list_files',
  description: `Lists the files that match, sorted, at most ${MAX_FILES}. Ignored files, .git and node_modules are left out.`,
  schema,
  writes: false,
  async execute({ glob }, { dir }) {
    const files = await listedFiles(dir, glob);
    if (files.length === 0) return 'no files match';
    const shown = firstLines(files, { lines: MAX_FILES, bytes: OUTPUT_LIMIT });
    const more =
      shown.length < files.length ? [`${shown.length} of ${files.length} files: narrow the glob for the rest.`] : [];
    return [...shown, ...more].join('\n');
  },
};
