import type { Commands, Stated, StatedTests } from '../../types.js';
import { commandsText } from './brief.js';
import { opening, quote, requestText, type Opening, type Prompt } from './opening.js';
import { ENDING, GROUND } from './rules.js';

const RULES = `\
# Prime
Learn what one must know to build the request into this repository, and no more. You read; you change nothing.

- \`summary\`: what the repository is, how it is laid out, where the feature belongs.
- \`package\`: where piv.config.yaml names packages, the folder of the one that the feature belongs to. Its commands hold.
- \`findings\`: one fact each, with its path: what the feature can build on, what it must not break, what is missing.
- \`conventions\`: one each, as the code shows them: modules, naming, errors, tests, commits.
- \`testFiles\`: globs that match the test files and nothing else, those included that this feature will add. Tests are
  written under these globs only, and no other file counts as a test.
- \`commands\`: as the repository defines them, each with the file that says so as its \`source\`. \`setup\` installs what a
  fresh checkout needs. \`test\` runs all tests. \`testFile\` runs some test files: their paths are appended, or put in
  place of \`{files}\`. \`integration\` runs the integration tests, where a marker, a project, a tag or a
  script declares which these are. Leave out what the repository doesn't have.
  In a monorepo: those of the package that the feature belongs to (\`cd packages/api && npm test\`), or of the root where
  it belongs to several. What piv.config.yaml states holds; then comes what the instructions say; then what the manifests say.

The orchestrator then runs the commands once, on the untouched repository, as the baseline of all later runs. It refuses
a command that can't be run there.`;

const SYSTEM = [GROUND, RULES, ENDING].join('\n\n');

export interface PrimeArguments extends Opening {
  /** List of the repository's files. */
  layout: string;
  /** What its manifest files say of its commands, a list a stack. */
  manifests: Commands[];
  /** What piv.config.yaml states. */
  stated?: Stated;
  /** The repository's own instructions for agents. */
  instructions?: string;
}

export function primePrompt({ feature, request, layout, manifests, stated, instructions }: PrimeArguments): Prompt {
  return {
    system: SYSTEM,
    opening: opening({ Feature: feature, Phase: 'prime' }, [
      requestText(request),
      quote('list of files', layout),
      stated && quote('piv.config.yaml', statedText(stated)),
      ...manifests.map((commands) => quote('manifest files', commandsText(commands))),
      instructions === undefined ? undefined : quote('instructions of the repository', instructions),
    ]),
  };
}

function statedText({ packages = {}, ...root }: Stated): string {
  const own = Object.entries(packages).map(([folder, tests]) => `package ${folder}:\n${testsText(tests)}`);
  return [testsText(root), ...own].join('\n');
}

function testsText({ commands, testFiles, integrationTests }: StatedTests): string {
  const globs = { 'test files': testFiles, 'integration tests': integrationTests };
  const lines = Object.entries(globs).flatMap(([name, list]) => (list ? [`- ${name}: ${list.join(', ')}`] : []));
  return [commandsText(commands), ...lines].join('\n');
}
