import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { FAILURES, PivError } from '../../src/errors.js';
import { addCommand, reporting } from './command.js';
import type { Report } from './report.js';

interface Options {
  repo: string;
  sandbox: 'on' | 'off';
}

/** A piv.config.yaml for a repository that has none, from what it says of itself, and what that comes to. */
export function addInit(program: Command): void {
  addCommand(program, {
    usage: 'init',
    summary: 'write a piv.config.yaml from what the manifest files say, once it was tried',
    about:
      'Each command is run once on HEAD, in a worktree elsewhere, as work would be judged. What does not do what it is for\n' +
      'is written as a comment that says why. Needs neither a server nor a model. Commit the file, then start a feature.',
    examples: ['piv init', 'piv init --repo ~/code/shop'],
  })
    .option('--repo <dir>', 'the repository', '.')
    .addOption(
      new Option('--sandbox <on|off>', 'confine commands (default: on)').choices(['on', 'off']).default('on', 'on'),
    )
    .action(reporting(init));
}

async function init({ repo, sandbox }: Options): Promise<Report> {
  const { tryCommands } = await import('./init/try-commands.js');
  const { configText } = await import('./init/config-text.js');
  const { CONFIG_FILE } = await import('../../src/repository-config.js');
  const there = path.join(path.resolve(repo), CONFIG_FILE);
  if (existsSync(there))
    throw new PivError(FAILURES.refused, `${there} is there already: change it, or remove it first`);
  const { root, commands, baseline } = await tryCommands(path.resolve(repo), sandbox);
  const file = path.join(root, CONFIG_FILE);
  const text = configText(commands, baseline);
  await writeFile(file, text);
  return {
    text: `${text}\nWritten to ${file}`,
    json: { file, commands, baseline },
    next: `git -C ${root} add ${CONFIG_FILE}`,
  };
}
