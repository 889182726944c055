const PLAIN = /^[A-Za-z0-9_./:@%+,-]+$/;

/** A word that a shell takes as it is. */
export const quoted = (word: string) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);
