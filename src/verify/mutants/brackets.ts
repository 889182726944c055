const PAIRS: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
const CLOSING = Object.values(PAIRS);

/** Where the bracket at `open` is closed. `code` has neither texts nor comments in it. */
export function closingOf(code: string, open: number): number | undefined {
  for (let [at, depth] = [open, 0]; at < code.length; at += 1) {
    const char = code[at]!;
    if (char in PAIRS) depth += 1;
    else if (CLOSING.includes(char) && (depth -= 1) === 0) return at;
  }
  return undefined;
}

/** Where the bracket that `close` closes is opened. */
export function openingOf(code: string, close: number): number | undefined {
  for (let [at, depth] = [close, 0]; at >= 0; at -= 1) {
    const char = code[at]!;
    if (CLOSING.includes(char)) depth += 1;
    else if (char in PAIRS && (depth -= 1) === 0) return at;
  }
  return undefined;
}

/** The first of `wanted` from `from` on that stands in no bracket; undefined where a bracket closes before. */
export function firstOf(code: string, from: number, wanted: RegExp): number | undefined {
  for (let [at, depth] = [from, 0]; at < code.length; at += 1) {
    const char = code[at]!;
    if (depth === 0 && wanted.test(char)) return at;
    if (char in PAIRS) depth += 1;
    else if (CLOSING.includes(char) && (depth -= 1) < 0) return undefined;
  }
  return undefined;
}
