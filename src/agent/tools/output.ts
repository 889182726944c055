import { plainText } from '../plain-text.js';

/** Bytes of one tool's output, and of all outputs of one answer. */
export const OUTPUT_LIMIT = 16 * 1024;
export const ANSWER_LIMIT = 128 * 1024;

/** Head and tail of a text of more than `limit` bytes, with the count of what was left out between them. */
export function cap(text: string, limit = OUTPUT_LIMIT): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limit) return text;
  const room = Math.max(0, limit - marker(bytes.length).length);
  const head = characterStart(bytes, Math.ceil(room / 2));
  const tail = characterStart(bytes, bytes.length - Math.floor(room / 2), 1);
  return bytes.toString('utf8', 0, head) + marker(tail - head) + bytes.toString('utf8', tail);
}

/** What the model may read of one answer's outputs: each one capped, the longest ones further, until all fit. */
export function capAll(outputs: string[]): string[] {
  const readable = outputs.map((output) => plainText(output, '\ufffd'));
  const limit = fairLimit(readable.map((output) => Math.min(Buffer.byteLength(output), OUTPUT_LIMIT)));
  return readable.map((output) => cap(output, limit));
}

/** The largest limit under which the sizes sum up to no more than `ANSWER_LIMIT`. */
function fairLimit(sizes: number[]): number {
  let left = ANSWER_LIMIT;
  for (const [index, size] of sizes.toSorted((a, b) => a - b).entries()) {
    const share = Math.floor(left / (sizes.length - index));
    if (size > share) return share;
    left -= size;
  }
  return OUTPUT_LIMIT;
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
