/** Tokens that an answer may have when there is room; with less than the least, no request goes out. */
export const MAX_ANSWER = 32_000;
export const MIN_ANSWER = 4_000;

/** Tasks draw their tokens in lumps of this many. */
export const LUMP = 20_000;
