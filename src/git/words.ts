import { cutText } from '../cut-text.js';
import { GitFailure } from './git.js';

/** What git says when it fails: in a line, and whether trying again could help. */

/** Git's own words, without its progress. */
export function reasonIn(output: string): string {
  const lines = output.replaceAll(/:\n\t/g, ': ').split(/[\r\n]+/);
  const told = lines.filter((line) => /^(fatal|error|remote|ssh|!\t)|denied|failed/i.test(line));
  const words = told.length > 0 ? told.slice(0, 4).join('; ') : output.trim().replaceAll(/\s*\n\s*/g, '; ');
  return cutText(words, 600);
}

/** What stays as it is until a person does something about it, and what that is where git's words don't say. */
const LASTING: { words: RegExp; remedy?: string }[] = [
  { words: /cannot lock ref '.+': '.+' exists; cannot create/, remedy: 'Rename the one that is there' },
  { words: /not a valid old SHA1|not a valid SHA1|invalid object ID/i },
  {
    words:
      /^fatal: (?:name consists only of disallowed|empty ident name|no (?:name|email) was given|unable to auto-detect email)/m,
    remedy: 'Set user.name and user.email (git config)',
  },
  { words: /could not read (?:Username|Password)|Authentication failed|terminal prompts disabled/ },
  {
    words:
      /dubious ownership|unknown repository extensions? found|Expected git repo version|bad config (?:line|variable)/,
  },
  { words: /Read-only file system|Permission denied|No space left on device|Disk quota exceeded/i },
];

/** The same of Node's own calls. */
const LASTING_CODES = ['EROFS', 'EACCES', 'ENOSPC', 'EDQUOT'];

/**
 * Where git or the file system would only say the same again: what it says, and what a person does about it, for "…, then:
 * retry" to follow. Undefined for what may pass.
 */
export function lastingTrouble(error: unknown): string | undefined {
  if (error instanceof GitFailure) {
    const kind = LASTING.find(({ words }) => words.test(error.output));
    return kind && sentence(`git: ${reasonIn(error.output)}`, kind.remedy);
  }
  const { code, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return message && LASTING_CODES.includes(code ?? '') ? sentence(message) : undefined;
}

const sentence = (why: string, remedy = 'Mend that') => `${why.replace(/\.?$/, '.')} ${remedy}`;
