import { plainText } from '../plain-text.js';

/** Bytes of one tool's output, where the tool has no limit of its own, and of all outputs of one answer. */
export const OUTPUT_LIMIT = 16 * 1024;
export const ANSWER_LIMIT = 128 * 1024;

/** Bytes that are cheaper to read than to ask for: no text is cut for less. Of a small limit, a part. */
export const spareOf = (limit: number) => Math.min(1_024, Math.floor(limit / 8));

/** Head and tail of a text of more than `limit` bytes, with the count of what was left out between them. */
export function cap(text: string, limit = OUTPUT_LIMIT): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limit + spareOf(limit)) return text;
  const room = Math.max(0, limit - marker(bytes.length).length);
  const head = characterStart(bytes, Math.ceil(room / 2));
  const tail = characterStart(bytes, bytes.length - Math.floor(room / 2), 1);
  return bytes.toString('utf8', 0, head) + marker(tail - head) + bytes.toString('utf8', tail);
}

/** What the model may read of one answer's outputs: each one capped, the longest ones further, until all fit. */
export function capAll(outputs: string[], limits: number[] = []): string[] {
  const readable = outputs.map((output) => plainText(output, '\ufffd'));
  const own = outputs.map((_, at) => limits[at] ?? OUTPUT_LIMIT);
  const shared = fairLimit(readable.map((output, at) => Math.min(Buffer.byteLength(output), own[at]!)));
  return readable.map((output, at) => cap(output, Math.min(own[at]!, shared)));
}

/** The largest limit under which the sizes sum up to no more than `ANSWER_LIMIT`. */
function fairLimit(sizes: number[]): number {
  let left = ANSWER_LIMIT;
  for (const [index, size] of sizes.toSorted((a, b) => a - b).entries()) {
    const share = Math.floor(left / (sizes.length - index));
    if (size > share) return share;
    left -= size;
  }
  return ANSWER_LIMIT;
}

function marker(count: number): string {
  return `\n[... ${count} bytes left out ...]\n`;
}

/** Moves an offset off the middle of a UTF-8 character. */
function characterStart(bytes: Buffer, offset: number, step = -1): number {
  let at = offset;
  while (at > 0 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += step;
  return at;
}

/** As many whole lines as there is room for; all of them, where those that are left would be few. */
export function firstLines(all: string[], { lines, bytes }: { lines: number; bytes: number }): string[] {
  const sizes = all.map((line) => Buffer.byteLength(line) + 1);
  let sum = 0;
  const fits = sizes.findIndex((size) => (sum += size) > bytes - spareOf(bytes));
  const count = Math.min(lines, fits < 0 ? all.length : fits);
  const rest = sizes.slice(count).reduce((total, size) => total + size, 0);
  return rest <= spareOf(bytes) / 2 ? all : all.slice(0, count);
}
