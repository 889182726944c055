import { stat } from 'node:fs/promises';

import { z } from 'zod';

import { plainText } from '../../inside.js';
import { inFormOf } from './line-ends.js';
import { resolveWritable } from './paths.js';
import { replaceFile } from './replace-file.js';
import { ToolRefusal, type Tool } from './tool.js';

const schema = z.strictObject({
  path: z.string().min(1).describe("From the repository's root; folders on the way are made"),
  content: z.string().describe('The whole file'),
});

export const writeFileTool: Tool<typeof schema> = {
  name: 'write_file',
  description:
    'Writes a whole file, new or in place of the old one, whose mode, CRLF line ends and byte order mark are kept. ' +
    'For a change in a file, use edit_file.',
  schema,
  writes: true,
  async execute({ path, content }, workspace) {
    const place = await resolveWritable(workspace, path);
    const found = await stat(place.absolute).catch(() => undefined);
    if (found !== undefined && !found.isFile()) throw new ToolRefusal(`${place.path} is not a file.`);
    if (path.endsWith('/')) throw new ToolRefusal(`"${path}" names a folder: give the path of a file.`);
    const old = found === undefined ? undefined : plainText(workspace.dir, place.path);
    const done = await replaceFile(place, old === undefined ? content : inFormOf(old, content));
    return `${place.path} ${done}, ${lineCount(content)} lines`;
  },
};

function lineCount(content: string): number {
  return content === '' ? 0 : content.replace(/\n$/, '').split('\n').length;
}
