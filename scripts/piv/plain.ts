import { plainText } from '../../src/agent/plain-text.js';

/** What models and repositories wrote may hold codes that rule a terminal: a copy without them. */
export const plain = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_, part: unknown) => (typeof part === 'string' ? plainText(part) : part)) as T;
