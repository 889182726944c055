import { z } from 'zod';

import { readings, type Replacement } from './line-ends.js';
import { nearestSpans, type Span } from './nearest.js';
import { resolveWritable } from './paths.js';
import { replaceFile } from './replace-file.js';
import { readText } from './text-file.js';
import { ToolRefusal, type Tool } from './tool.js';
import { cutText } from '../../cut-text.js';

const schema = z.strictObject({
  path: z.string().min(1).describe("From the repository's root"),
  old: z.string().min(1).describe('Exact text of the file, without line numbers; must occur once without replaceAll'),
  new: z.string().describe('What stands there afterwards'),
  replaceAll: z.boolean().optional().describe('Replace every occurrence'),
});

const SHOWN_PLACES = 50;

export const editFileTool: Tool<typeof schema> = {
  name: 'edit_file',
  description: 'Replaces text in a file, exactly. Line ends, byte order mark and mode stay as they are in the file.',
  schema,
  writes: true,
  async execute({ path, old, new: fresh, replaceAll = false }, workspace) {
    const place = await resolveWritable(workspace, path);
    // Latin 1 gives one character a byte, so that bytes which aren't UTF-8 survive.
    const text = (await readText(workspace.dir, place)).toString('latin1');
    const { wanted, found } = locate(text, { old: toBytes(old), new: toBytes(fresh) });
    if (found.length === 0) throw new ToolRefusal(miss(place.path, text, old));
    if (wanted.old === wanted.new) throw new ToolRefusal('old and new are the same: nothing would change.');
    if (found.length > 1 && !replaceAll) throw new ToolRefusal(severalTimes(place.path, text, found));
    const replaced = replaceAll ? apart(found, wanted.old.length) : found;
    await replaceFile(place, Buffer.from(text.split(wanted.old).join(wanted.new), 'latin1'));
    return `${place.path}: ${changes(text, wanted, replaced)} changed`;
  },
};

/** Offsets of the first reading that the file holds. */
function locate(text: string, given: Replacement): { wanted: Replacement; found: number[] } {
  for (const wanted of readings(text, given)) {
    const found = offsetsOf(text, wanted.old);
    if (found.length > 0) return { wanted, found };
  }
  return { wanted: given, found: [] };
}

/** Every place where the piece begins, also within another of its occurrences: that is ambiguous too. */
function offsetsOf(text: string, piece: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) found.push(at);
  return found;
}

/** Those that a replacement from left to right meets. */
function apart(offsets: number[], length: number): number[] {
  let end = 0;
  return offsets.filter((offset) => {
    if (offset < end) return false;
    end = offset + length;
    return true;
  });
}

function miss(path: string, text: string, old: string): string {
  const lines = Buffer.from(text, 'latin1').toString('utf8').split(/\r?\n/);
  const spans = nearestSpans(old.replace(/\r?\n$/, '').split(/\r?\n/), lines);
  const shown = spans.map((span) => `${spanText(span)}:\n${excerpt(lines, span)}`);
  const near = shown.length > 0 ? `The nearest places:\n${shown.join('\n')}` : 'Nothing in it comes near.';
  return `${path} does not hold old, character for character; nothing was changed. ${near}`;
}

function severalTimes(path: string, text: string, found: number[]): string {
  const lines = found.slice(0, SHOWN_PLACES).map((offset) => lineAt(text, offset));
  const times = `${path} holds old ${found.length} times, at lines ${lines.join(', ')}${andMore(found)}`;
  return `${times}; nothing was changed. Give more of the text around it, or replaceAll.`;
}

/** Where the new text stands, in line numbers of the new file. */
function changes(text: string, wanted: Replacement, replaced: number[]): string {
  const added = lineCount(wanted.new) - lineCount(wanted.old);
  const length = lineCount(wanted.new.replace(/\n$/, ''));
  const spans = replaced.slice(0, SHOWN_PLACES).map((offset, index) => {
    const first = lineAt(text, offset) + index * added;
    return { first, last: first + length - 1 };
  });
  return spans.map(spanText).join(', ') + andMore(replaced);
}

function andMore(places: unknown[]): string {
  return places.length > SHOWN_PLACES ? ` and ${places.length - SHOWN_PLACES} more places` : '';
}

function excerpt(lines: string[], { first, last }: Span): string {
  return lines
    .slice(first - 1, last)
    .map((line, index) => `${String(first + index).padStart(5)}\t${cutText(line, 300)}`)
    .join('\n');
}

function spanText({ first, last }: Span): string {
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}

function lineAt(text: string, offset: number): number {
  return lineCount(text.slice(0, offset));
}

function lineCount(text: string): number {
  return text.split('\n').length;
}

function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
