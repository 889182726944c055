import type { Submission } from '../../../src/types.js';
import type { Reply } from '../../scripted-model/script.js';
import { run, submit } from '../script/calls.js';
import { turn, type WrongTurn } from './change.js';

/** More often than submits may be refused. */
const LINTERS = ['no-such-linter', 'nor-this-one', 'nor-that-one', 'nor-another'];

/** Looks what is there, writes to what is to stay as it is, and submits linters that aren't there, one by one. */
export const lintersNotThere: WrongTurn = (script) => {
  const last = (script['prime'] ?? []).length - 1;
  const good = turn(script, 'prime', last);
  const brief = good.calls?.[0]?.input as Submission<'prime'>;
  const withLint = (command: string) => ({ ...brief, commands: { ...brief.commands, lint: { command, source: 'x' } } });
  const wrong = LINTERS.map((linter): Reply => ({ calls: [submit<'prime'>(withLint(linter))] }));
  const looks = { calls: [run('git log --oneline | wc -l; echo changed > README.md; node --version')] };
  return { ...script, prime: [...script['prime']!.slice(0, last), looks, ...wrong, good] };
};
