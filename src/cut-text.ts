/** Cut texts, of so many UTF-16 units at the most; no character is cut in two. */

export const cutText = (text: string, length: number) => text.slice(0, length).replace(/[\ud800-\udbff]$/, '');

/** Of a text, its end. */
export const endOfText = (text: string, length: number) => text.slice(-length).replace(/^[\udc00-\udfff]/, '');
