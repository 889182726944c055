import path from 'node:path';
import { shellQuote, withFiles, withOptions } from './command-line.js';
import type { Reporter } from './reporters.js';
import { cargoTargets } from './reports/cargo-targets.js';
import { parseCargoTest } from './reports/cargo-test.js';
import { parseMaven } from './reports/maven.js';

/** Runners that build first: what they print has what the compiler says, and is read for that. */

const CARGO_TEST = /\bcargo(?:\s+[+-]\S+)*\s+(?:test|t)(?=\s|$)/;
/** They may stand there once, or take what we read away. */
const CARGO_OWN = /\s(?:--no-fail-fast|-q|--quiet|--message-format(?:=|\s+)\S+)(?=\s|$)/g;

/** What follows `--` is for the tests, so ours comes first. A test that fails doesn't keep those of other files from running. */
export function cargoReporter(folder: string, dir: string): Reporter {
  const ours = ['--no-fail-fast', '--message-format', 'json'];
  return {
    file: path.join(folder, 'report.txt'),
    env: { CARGO_TERM_COLOR: 'never', RUST_BACKTRACE: '1' },
    options: [],
    readable: [],
    parse: parseCargoTest,
    printed: 'all',
    fromFolder: true,
    line: (command, files) => {
      const targets = cargoTargets(files ?? [], dir);
      const plain = command.replaceAll(CARGO_OWN, '');
      const placed = plain.includes('{files}') ? withFiles(plain, targets) : plain;
      const options = [...ours, ...(placed === plain ? targets : [])].map(shellQuote).join(' ');
      return placed.replace(CARGO_TEST, (begin) => `${begin} ${options}`);
    },
  };
}

/** Maven's tests are named by their classes. Modules without one of them are no mistake, and one that fails isn't the end. */
export function mavenReporter(folder: string): Reporter {
  const classOf = (file: string) => path.posix.basename(file).replace(/\.\w+$/, '');
  return {
    file: path.join(folder, 'report.txt'),
    env: {},
    options: [],
    readable: [],
    parse: parseMaven,
    printed: 'all',
    fromFolder: true,
    writes: '**/target/{surefire,failsafe}-reports/TEST-*.xml',
    line: (command, files) => {
      if (command.includes('{files}')) return withFiles(command, files);
      const classes = files && `-Dtest=${[...new Set(files.map(classOf))].join(',')}`;
      return withOptions(command, classes ? ['-fae', classes, '-Dsurefire.failIfNoSpecifiedTests=false'] : ['-fae']);
    },
  };
}
