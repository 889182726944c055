import { z } from 'zod';

import { resolvePath } from './paths.js';
import { readText } from './text-file.js';
import { ToolRefusal, type Tool } from './tool.js';
import { cutText } from '../../cut-text.js';

const schema = z.strictObject({
  path: z.string().min(1).describe("From the repository's root"),
  start: z.int().min(1).optional().describe('First line, from 1'),
  end: z.int().min(1).optional().describe('Last line, included'),
});

const LINES = 2_000;
/** All of it together, header included, is under what a tool may say. */
const BYTES = 64 * 1024;
const LINE_LENGTH = 2_000;
const HEADER_BYTES = 2_048;
/** Less than that is not left for another call. */
const SPARE_LINES = 20;
const SPARE_BYTES = 512;

export const readFileTool: Tool<typeof schema> = {
  name: 'read_file',
  description: `Reads a text file as numbered lines (number, tab, text): at most ${LINES.toLocaleString('en')} of them, or ${BYTES / 1024} KB.`,
  schema,
  writes: false,
  limit: BYTES,
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

/** Lines from `start` to `end`: as many as fit, or all, where what would be left is not worth another call. */
function numbered(lines: string[], start: number, end: number): string[] {
  const all = lines.slice(start - 1, Math.min(end, start - 1 + LINES + SPARE_LINES));
  const shown = all.map((line, at) => `${String(start + at).padStart(5)}\t${shorten(line)}`);
  const room = BYTES - HEADER_BYTES;
  let bytes = 0;
  const fits = shown.findIndex((line) => (bytes += Buffer.byteLength(line) + 1) > room);
  const fitting = Math.min(LINES, fits < 0 ? shown.length : Math.max(fits, 1));
  const rest = shown.slice(fitting).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  const isAll = start - 1 + all.length === end && rest <= SPARE_BYTES;
  return isAll ? shown : shown.slice(0, fitting);
}

function shorten(line: string): string {
  if (line.length <= LINE_LENGTH + SPARE_BYTES) return line;
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
