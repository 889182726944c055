const encoder = new TextEncoder();

/** Bytes of a text in UTF-8, also where there is no `Buffer`. */
export const byteLength = (text: string) => encoder.encode(text).length;
