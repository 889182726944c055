import { plainText } from '../plain-text.js';
import type { Ground } from './ground.js';
import { instructionsText, type Told } from './instructions.js';

export interface Opening {
  /** The slug. */
  feature: string;
  request: string;
  /** What the repository tells agents, and which files of that kind hold in their folders only. */
  instructions?: Told[];
  below?: string[];
  ground?: Ground;
  /** Why this is done again, if it is. */
  note?: string;
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

/** What came of an earlier try of a phase. */
export const againText = ({ note }: Pick<Opening, 'note'>) =>
  note ? `# An earlier try\nIt came to nothing: ${plainText(note)}` : undefined;

/** What all conversations of a stage are told, then what the repository says to agents, then what is known of the feature. */
export function systemOf(rules: string[], known: Opening, more: string[] = []): string {
  const instructions = instructionsText(known.instructions, known.below);
  return [...rules, ...(instructions ? [instructions] : []), ...more].join('\n\n');
}

export function requestText(request: string): string {
  return `# Request\n${plainText(request).trim()}`;
}
