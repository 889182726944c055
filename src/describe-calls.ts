import type { ToolUse } from './types.js';
import { shortText } from './lists.js';

const MAX_LENGTH = 100;
const MAX_PART = 50;

/** The calls of a turn in one line for people: `edit src/services/auth.js, run tests`. */
export function describeCalls(calls: ToolUse[]): string {
  const parts = [...new Set(calls.map(describeCall))];
  for (let shown = parts.length; shown > 0; shown -= 1) {
    const more = shown < parts.length ? ` and ${parts.length - shown} more` : '';
    const line = parts.slice(0, shown).join(', ') + more;
    if (line.length <= MAX_LENGTH) return line;
  }
  return 'no calls';
}

function describeCall({ name, input }: ToolUse): string {
  const given = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
  switch (name) {
    case 'read_file':
      return part('read', given['path']);
    case 'list_files':
      return part('list', given['glob']);
    case 'search':
      return part('search', given['pattern']);
    case 'edit_file':
      return part('edit', given['path']);
    case 'write_file':
      return part('write', given['path']);
    case 'run':
      return part('run', given['command']);
    case 'run_tests':
      return part('run tests', Array.isArray(given['files']) ? given['files'].join(' ') : undefined);
    default:
      return part(name, undefined);
  }
}

function part(verb: string, what: unknown): string {
  const text = typeof what === 'string' ? `${verb} ${what}` : verb;
  const line = text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return shortText(line, MAX_PART);
}
