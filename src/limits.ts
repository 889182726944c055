/**
 * Tokens that an answer may have when there is room; with less than the least, which has to do for thinking and an
 * answer, no request goes out. What a model can do at the most may be less.
 */
export const MAX_ANSWER = 64_000;
/** After an answer that was cut. */
export const LONGEST_ANSWER = 128_000;
export const MIN_ANSWER = 16_000;
/** Of a model that tells nothing of itself. */
export const UNKNOWN_ANSWER = 32_000;

/** Tasks draw their tokens in lumps of this many. */
export const LUMP = 20_000;
