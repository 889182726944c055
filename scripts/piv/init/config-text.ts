import { stringify } from 'yaml';
import { COMMAND_NAMES, type Baseline, type Commands } from '../../../src/types.js';
import { countOf } from '../../../src/lists.js';

/** A piv.config.yaml with what works; what doesn't is a comment that says why. */
export function configText(commands: Commands, baseline: Baseline): string {
  const problems = [...(baseline.broken ?? []), ...(baseline.unfit ?? [])];
  const lines = COMMAND_NAMES.flatMap((name) => {
    const found = commands[name];
    if (!found) return [];
    const line = stringify({ [name]: found.command }, { lineWidth: 0 }).trimEnd();
    const said = problems.find((text) => text.includes(`\`${found.command}\``) && isAbout(text, name));
    if (said) return [...said.split('\n').map((text) => `  # ${text}`), `  # ${line}`];
    const code = baseline.exitCodes?.[name];
    return [`  ${line}${code ? ` # exit code ${code} as it is now` : ''}`];
  });
  const { tests } = baseline;
  const now = tests
    ? [`# Tests as they are now: ${tests.passed} passed, ${countOf(tests.failed)} failed, ${tests.skipped} skipped.`]
    : [];
  const body =
    lines.length > 0
      ? ['commands:', ...lines]
      : ['# No manifest file says how tests are run.', 'commands:', '  # test: …'];
  return [...now, ...body, ''].join('\n');
}

/** What names no command is about all that have this line. */
const isAbout = (text: string, name: string) => text.startsWith('`') || text.startsWith(`${name} \``);
