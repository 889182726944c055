import { z } from 'zod';

import { OUTPUT_LIMIT } from './output.js';
import { resolvePath } from './paths.js';
import { readText } from './text-file.js';
import { ToolRefusal, type Tool } from './tool.js';
import { cutText } from '../../cut-text.js';

const schema = z.strictObject({
  path: z.string().min(1).describe("From the repository's root"),
  start: z.int().min(1).optional().describe('First line, from 1'),
  end: z.int().min(1).optional().describe('Last line, included'),
});

const LINE_LENGTH = 2_000;
const HEADER_BYTES = 1_024;

export const readFileTool: Tool<typeof schema> = {
  name: 'read_file',
  description: `Reads a text file as numbered lines (number, tab, text), as many as fit in ${OUTPUT_LIMIT / 1024} KB.`,
  schema,
  writes: false,
  async execute({ path, start = 1, end }, { dir }) {
    const place = await resolvePath(dir, path);
    const text = (await readText(dir, place)).toString('utf8');
    if (text === '') return `${place.path} is empty.`;
    const lines = text
      .replace(/^\ufeff/, '')
      .replace(/\r?\n$/, '')
      .split(/\r?\n/);
    if (start > lines.length) throw new ToolRefusal(`${place.path} has ${lines.length} lines: start at one of them.`);
    if (end !== undefined && end < start) throw new ToolRefusal(`end (${end}) comes before start (${start}).`);
    const shown = numbered(lines, start, Math.min(end ?? lines.length, lines.length));
    const last = start + shown.length - 1;
    const more = last < Math.min(end ?? lines.length, lines.length) ? `; go on with start: ${last + 1}` : '';
    return [`${place.path}, lines ${start} to ${last} of ${lines.length}${oddities(text)}${more}`, ...shown].join('\n');
  },
};

/** Lines from `start` to `end`, as many as fit. */
function numbered(lines: string[], start: number, end: number): string[] {
  const shown: string[] = [];
  let room = OUTPUT_LIMIT - HEADER_BYTES;
  for (let number = start; number <= end; number += 1) {
    const line = `${String(number).padStart(5)}\t${shorten(lines[number - 1] ?? '')}`;
    room -= Buffer.byteLength(line) + 1;
    if (room < 0 && shown.length > 0) break;
    shown.push(line);
  }
  return shown;
}

function shorten(line: string): string {
  if (line.length <= LINE_LENGTH) return line;
  const shown = cutText(line, LINE_LENGTH);
  return `${shown} [... ${line.length - shown.length} more characters ...]`;
}

/** What numbered lines don't show. */
function oddities(text: string): string {
  return [
    text.startsWith('\ufeff') ? ', with a byte order mark' : '',
    text.includes('\r\n') ? ', CRLF line ends' : '',
    text.endsWith('\n') ? '' : ', no line end at the end',
  ].join('');
}
