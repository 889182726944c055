import { stripVTControlCharacters } from 'node:util';

export interface Output {
  add(chunk: Buffer): void;
  text(): string;
}

/** Collects what a command prints: all of it up to `limit` bytes, else its head and its tail, half of the limit each. */
export function collectOutput(limit: number): Output {
  const half = Math.ceil(limit / 2);
  let head = Buffer.alloc(0);
  let tail: Buffer[] = [];
  let tailSize = 0;
  let total = 0;
  const add = (chunk: Buffer): void => {
    total += chunk.length;
    const room = half - head.length;
    if (room > 0) head = Buffer.concat([head, chunk.subarray(0, room)]);
    const rest = chunk.subarray(Math.max(0, room));
    if (rest.length === 0) return;
    tail.push(rest);
    tailSize += rest.length;
    if (tailSize > 4 * half + 65_536) compact();
  };
  const compact = (): void => {
    const last = Buffer.concat(tail).subarray(-half);
    tail = [Buffer.from(last)];
    tailSize = last.length;
  };
  const text = (): string => {
    compact();
    const left = total - head.length - tailSize;
    if (left === 0) return readable(Buffer.concat([head, ...tail]));
    const [first, last] = [readable(head), readable(Buffer.concat(tail))];
    return `${first.replace(/\uFFFD+$/, '')}\n… ${left} bytes left out …\n${last.replace(/^\uFFFD+/, '')}`;
  };
  return { add, text };
}

function readable(bytes: Buffer): string {
  return stripVTControlCharacters(bytes.toString('utf8'));
}
