import { plainText } from '../plain-text.js';

/** Text that isn't ours, marked as data so that nothing in it reads as an instruction. */
export function quote(source: string, text: string): string {
  const body = plainText(text)
    .trim()
    .replaceAll(/<(?=\/?data\b)/gi, '&lt;');
  return `<data from="${source}">\n${body}\n</data>`;
}

export function list(items: string[]): string {
  return items.length === 0 ? '- none' : items.map((item) => `- ${item}`).join('\n');
}
