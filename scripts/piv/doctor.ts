import path from 'node:path';
import type { Command } from 'commander';
import { addCommand, reporting } from './command.js';
import type { Check } from './doctor/check.js';
import type { Examination, Outcome } from './doctor/examine.js';
import { EXIT } from './failures.js';
import { plain } from './plain.js';
import { colors, type Report } from './report.js';

interface Options {
  fix?: boolean;
  repo: string[];
  forget?: string[];
}

export function addDoctor(program: Command): void {
  addCommand(program, {
    usage: 'doctor',
    summary: 'check that all is there, and find what a dead host left',
    about:
      'Left are worktrees, refs, locks, replies and steps that nobody comes back for:\n' +
      'of workers that were killed, and of features that were ended from outside\n' +
      '(nothing else tidies up after a terminate). What a living worker or an open\n' +
      'feature uses stays, and so do the record of a feature and its branch, unless\n' +
      'its start was refused.\n' +
      'Exit code: 0 all is right, 1 something is to be mended.',
    examples: ['piv doctor', 'piv doctor --fix', 'piv doctor --repo ~/code/shop ~/code/blog'],
  })
    .option('--fix', 'remove what was left, and say what that was')
    .option('--repo <dir...>', 'look into these repositories besides those of the features', ['.'])
    .option('--forget <name...>', 'features that this Temporal server does not know have ended')
    .action(reporting(doctor));
}

async function doctor({ fix = false, repo, forget = [] }: Options): Promise<Report> {
  const { examine } = await import('./doctor/examine.js');
  const found = await examine({ fix, repos: repo.map((dir) => path.resolve(dir)), forget });
  const next = found.leftovers.length > 0 && !fix ? { next: 'piv doctor --fix' } : {};
  const bad = found.checks.some(({ state }) => state === 'problem');
  return { text: textOf(plain(found)), json: found, ...next, exitCode: bad ? EXIT.failed : EXIT.ok };
}

const textOf = ({ checks, leftovers }: Examination) =>
  [...checks.flatMap(checkLines), ...leftovers.map(leftoverLine)].join('\n');

const MARKS: Record<Check['state'], string> = {
  ok: colors.green('✓'),
  warning: colors.yellow('!'),
  problem: colors.red('✗'),
};

function checkLines({ name, state, detail, fix }: Check): string[] {
  const indent = ' '.repeat(14);
  return [`${MARKS[state]} ${name.padEnd(12)}${detail}`, ...(fix ? [`${indent}→ ${fix}`] : [])];
}

function leftoverLine({ kind, what, why, removed, failure }: Outcome): string {
  const state = removed ? 'removed' : failure === undefined ? 'found' : 'not removed';
  return `  ${state}: ${kind} ${what} (${failure ?? why})`;
}
