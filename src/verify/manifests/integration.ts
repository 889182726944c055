import type { Top } from './found.js';

/** Where settings of test runners declare that some tests are integration tests: the option that runs these only. */

const NAME = 'integration|e2e|end-to-end';
const MARKER = new RegExp(`^\\s*(?:markers\\s*=\\s*\\[?\\s*)?["']?(${NAME})\\b`, 'm');
const PROJECT = new RegExp(`\\b(?:name|displayName)['"]?:\\s*(?:\\{[^}]*\\bname:\\s*)?['"](${NAME})['"]`);

/** A marker of pytest, in whichever file holds its settings. */
export function integrationMarker(settings: string): string | undefined {
  const at = settings.search(/^\s*markers\s*=/m);
  return at < 0 ? undefined : MARKER.exec(settings.slice(at))?.[1];
}

const PROJECT_OPTIONS = { vitest: '--project', jest: '--selectProjects' };

/** Files that declare projects. */
export const PROJECT_FILES = /^(?:vitest|jest)\.(?:config|workspace)\.[cm]?[jt]s$/;

/** A project of Vitest or Jest, and the file that has it. */
export function integrationProject(
  tool: keyof typeof PROJECT_OPTIONS,
  { names, texts }: Top,
): { option: string; file: string } | undefined {
  const file = names.find((name) => PROJECT_FILES.test(name) && PROJECT.test(texts.get(name) ?? ''));
  const name = file && PROJECT.exec(texts.get(file) ?? '')?.[1];
  return name ? { option: `${PROJECT_OPTIONS[tool]} ${name}`, file } : undefined;
}
