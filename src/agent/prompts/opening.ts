import { plainText } from '../plain-text.js';

export interface Opening {
  /** The slug. */
  feature: string;
  request: string;
}

export interface Prompt {
  /** What is the same in every conversation of this stage of this feature. */
  system: string;
  /** The first message of the user. */
  opening: string;
}

/** The lines that tell a log, a proxy or a scripted model what it sees, then the parts that aren't empty. */
export function opening(header: Record<string, string | number>, parts: (string | undefined)[]): string {
  const lines = Object.entries(header).map(([name, value]) => `${name}: ${value}`);
  return [lines.join('\n'), ...parts.filter((part) => part !== undefined && part !== '')].join('\n\n');
}

export function requestText(request: string): string {
  return `# Request\n${plainText(request).trim()}`;
}

/** Text that isn't ours, marked as data so that nothing in it reads as an instruction. */
export function quote(source: string, text: string): string {
  const body = plainText(text)
    .trim()
    .replaceAll(/<(?=\/?data\b)/gi, '&lt;');
  return `<data from="${source}">\n${body}\n</data>`;
}
