import type { Commands, Stated, StatedTests } from '../../types.js';
import { commandsText } from './brief.js';
import { groundText } from './ground.js';
import { toldText, type Told } from './instructions.js';
import { againText, opening, requestText, systemOf, type Opening, type Prompt } from './opening.js';
import { ENDING, GROUND } from './rules.js';
import { list, quote } from './text.js';

const RULES = `\
# Prime
Learn what one must know to build the request into this repository, and no more: later stages see your result, and
nothing else of this conversation. You change nothing. Commands run before set-up, so that what it installs is missing.

- \`summary\`: what the repository is, how it is laid out, where the feature belongs.
- \`package\`: where piv.config.yaml names packages, the folder of the one that the feature belongs to. Its commands hold.
- \`findings\`: one fact each, with its path: what the feature can build on, what it must not break, what is missing.
- \`conventions\`: one each, as the code shows them: modules, naming, errors, tests, commits. The repository's own
  instructions needn't be repeated: all stages see them.
- \`testFiles\`: globs that match the test files and nothing else, those included that this feature will add. Tests are
  written under these globs only, sealed by them, and no other file counts as a test: so helpers and fixtures that only
  tests use belong to them.
- \`commands\`: as the repository defines them, each with the file that says so as its \`source\`. Leave out what it
  doesn't have.
  - \`setup\` installs what the other commands need of a fresh checkout, in each worktree.
  - \`test\` runs all tests: before the feature, on each task's work, and at the end. Results of node --test, jest, vitest,
    pytest and go test can be read: options for a report are appended, so the tool stands last in the command or in its
    script. Others have to write JUnit XML to \`{junit}\`, which stands for a file.
  - \`testFile\` runs some test files: their paths (for go test, their folders) are appended, or put in place of
    \`{files}\`. A task's own tests run by it.
  - \`coverage\` runs the same tests and measures lines (others: LCOV to \`{lcov}\`). It takes the place of \`test\` before the
    feature and at the end, where 80 % has to be reached, or what it was before. The exit code counts as well, with which
    a threshold of the repository's own is told.
  - \`integration\` runs the integration tests, where a marker, a project, a tag or a script declares which these are.
    \`test\` may run them too. They are counted apart at the end.
  - \`lint\`: one linter, whose findings can be counted (oxlint, eslint, biome, ruff, flake8, go vet, staticcheck, or what
    writes SARIF to \`{sarif}\`), where there may not be more of them at the end than before the feature. Of others the exit
    code counts: name one only where it is 0 today. \`typecheck\`: the same with tsc, mypy, pyright.
  In a monorepo: those of the package that the feature belongs to (\`cd packages/api && npm test\`), or of the root where
  it belongs to several. What piv.config.yaml states holds; then comes what the instructions say; then what the manifests say.

Your commands are then run once, after set-up, on the untouched repository, and \`testFile\` on one test file: the baseline of
all later runs. One that can't be run there, or read, comes back to you; its first time doesn't count, if another one can
be run.`;

export interface PrimeArguments extends Opening {
  /** The repository's files, or how many are where. */
  layout: string;
  /** What its manifest files say of its commands, a list a stack. */
  manifests: Commands[];
  /** What they say too, with programs that aren't here: each as a sentence. */
  leftOut?: string[];
  /** What piv.config.yaml states. */
  stated?: Stated;
  /** How people are told to work on it. */
  contributing?: Told;
}

const CONTRIBUTING_BYTES = 8 * 1024;

export function primePrompt(known: PrimeArguments): Prompt {
  const { feature, request, layout, manifests, leftOut = [], stated, contributing, ground } = known;
  return {
    system: systemOf([GROUND, RULES, ENDING], known),
    opening: opening({ Feature: feature, Phase: 'prime' }, [
      requestText(request),
      quote('list of files', layout),
      stated && quote('piv.config.yaml', statedText(stated)),
      ...manifests.map((commands) => quote('manifest files, which suggest', commandsText(commands))),
      leftOut.length > 0
        ? `Manifest files name these too, but what they need is not here:\n${list(leftOut)}`
        : undefined,
      contributing && toldText([contributing], CONTRIBUTING_BYTES),
      groundText(ground),
      againText(known),
    ]),
  };
}

function statedText({ packages = {}, ...root }: Stated): string {
  const own = Object.entries(packages).map(([folder, tests]) => `package ${folder}:\n${testsText(tests)}`);
  return [testsText(root), ...own].join('\n');
}

function testsText({ commands, testFiles, integrationTests }: StatedTests): string {
  const globs = { 'test files': testFiles, 'integration tests': integrationTests };
  const lines = Object.entries(globs).flatMap(([name, paths]) => (paths ? [`- ${name}: ${paths.join(', ')}`] : []));
  return [commandsText(commands), ...lines].join('\n');
}
