import type { Command } from 'commander';
import { FAILURES, PivError } from '../../src/errors.js';
import { COMMAND_NAMES, type Baseline, type CommandName, type Commands } from '../../src/types.js';
import { table } from '../tables.js';
import { addCommand, reporting } from './command.js';
import { answered } from './connection.js';
import { withFeature } from './feature.js';
import { nextCommand } from './next-command.js';
import { plain } from './plain.js';
import type { Report } from './report.js';
import { update } from './send.js';
import { readStatus } from './standing.js';

/** The commands of the repository that a feature goes by: seen, changed, left out. */
export function addCommands(program: Command): void {
  addCommand(program, {
    usage: 'commands [words...]',
    summary: "show the repository's commands, or change or leave out some of them",
    about:
      'What is changed holds for what begins from now on, before piv.config.yaml, and is run once before. Tasks that run go\n' +
      `on with what they had. Nothing behind the "=" leaves a command out. They are called ${COMMAND_NAMES.join(', ')}.`,
    examples: [
      'piv commands user-authentication',
      'piv commands user-authentication test="npm run test:unit" testFile="npx vitest run"',
      'piv commands user-authentication coverage=',
    ],
  })
    .usage('[options] [name] [command=line ...]')
    .action(
      reporting((words: string[]) => {
        const { name, change } = nameAndCommands(words);
        if (Object.keys(change).length === 0) return show(name);
        return update(name, async (feature) => commandsText((await feature.setCommands(change)).commands));
      }),
    );
}

const show = (name: string | undefined): Promise<Report> =>
  withFeature(name, async (feature) => {
    const found = await answered(feature, () => feature.commands());
    const text = commandsText(plain(found.commands), found.exitCodes);
    return { text, json: found, next: nextCommand(await readStatus(feature)) };
  });

function commandsText(commands: Commands, exitCodes: Baseline['exitCodes'] = {}): string {
  const rows = COMMAND_NAMES.flatMap((name) => {
    const found = commands[name];
    return found ? [[name, found.command, found.source, String(exitCodes[name] ?? '-')]] : [];
  });
  return rows.length > 0 ? table(['Name', 'Command', 'Said by', 'Exit code before'], rows) : 'no command is known yet';
}

/** `[name] [command=line …]`. */
export function nameAndCommands(words: string[]): {
  name: string | undefined;
  change: { [name in CommandName]?: string | null };
} {
  const [first] = words;
  const name = first !== undefined && !first.includes('=') ? first : undefined;
  const change = words.slice(name === undefined ? 0 : 1).map((word) => {
    const at = word.indexOf('=');
    const command = word.slice(0, Math.max(at, 0));
    if (COMMAND_NAMES.some((one) => one === command)) return [command, word.slice(at + 1).trim() || null];
    throw new PivError(
      FAILURES.invalidInput,
      `"${word}" changes no command; write it as test="npm test", with one of ${COMMAND_NAMES.join(', ')}`,
    );
  });
  return { name, change: Object.fromEntries(change) };
}
