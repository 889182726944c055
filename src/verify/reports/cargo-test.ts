import path from 'node:path';
import { z } from 'zod';
import { isInside } from '../../inside.js';
import type { TestCase } from '../../types.js';
import { diagnosticSchema, rustcErrors } from '../builds/rustc.js';
import { buildErrors } from '../builds/said.js';
import { jsonLines } from './json.js';
import { libtestError, type Ran, ranIn } from './libtest.js';
import type { Report, ReportParser } from './report.js';

/** What `cargo test --message-format json` prints: its build as JSON lines, and between them what the tests print. */

const targetSchema = z.object({ kind: z.array(z.string()), name: z.string(), src_path: z.string() });
const lineSchema = z.discriminatedUnion('reason', [
  z.object({
    reason: z.literal('compiler-artifact'),
    target: targetSchema,
    manifest_path: z.string(),
    executable: z.string().nullish(),
  }),
  z.object({ reason: z.literal('compiler-message'), target: targetSchema, message: diagnosticSchema }),
  z.object({ reason: z.literal('build-finished'), success: z.boolean() }),
]);
type Line = z.infer<typeof lineSchema>;
type Artifact = Extract<Line, { reason: 'compiler-artifact' }>;

export const parseCargoTest: ReportParser = (report, relative, dir) => {
  const lines = jsonLines(report, lineSchema);
  const artifacts = lines.filter((line): line is Artifact => line.reason === 'compiler-artifact');
  const messages = lines.flatMap((line) => (line.reason === 'compiler-message' ? [line] : []));
  const said = messages.map(({ message, target }) => ({ diagnostic: message, source: relative(target.src_path) }));
  const ran = ranIn(report);
  const errors = rustcErrors(said, cratesIn([...artifacts, ...messages], relative), dir);
  return {
    tests: ran.flatMap((one) => casesOf(one, artifacts, relative, dir)),
    loadErrors: buildErrors(errors),
    complete: errors.length > 0 || (ran.length > 0 && ran.every(({ ended }) => ended)),
    printed: readable(report),
  } satisfies Report;
};

/** The libraries of the repository, by the names that code has for them. */
function cratesIn(lines: { target: z.infer<typeof targetSchema> }[], relative: (text: string) => string) {
  const libraries = lines.filter(({ target }) => target.kind.some((kind) => /lib$|^proc-macro$/.test(kind)));
  const known = libraries.map(({ target }) => [target.name.replaceAll('-', '_'), relative(target.src_path)] as const);
  return new Map(known.filter(([, source]) => !path.isAbsolute(source)));
}

function casesOf(
  { program, source, results, said }: Ran,
  artifacts: Artifact[],
  relative: (text: string) => string,
  dir: string,
): TestCase[] {
  const built = artifacts.find(({ executable }) => executable && path.basename(executable) === program);
  const root = built ? relative(built.target.src_path) : source;
  const folder = built ? relative(`${path.dirname(built.manifest_path)}/`) : '';
  return results.map(({ name, status }) => {
    const base = { file: fileOf(name, root, dir), name: name.replaceAll('::', ' > '), status };
    if (status !== 'failed') return base;
    return { ...base, error: libtestError(relative(said.get(name) ?? ''), base.file, folder) };
  });
}

/** The file of the innermost module of a test that has one. Documentation says where it is: `src/lib.rs - sum (line 3)`. */
function fileOf(name: string, root: string, dir: string): string {
  const documented = /^(\S+\.rs) - /.exec(name)?.[1];
  if (documented) return documented;
  const modules = name.split('::').slice(0, -1);
  for (let depth = modules.length; depth > 0; depth -= 1) {
    const stem = path.posix.join(path.posix.dirname(root), ...modules.slice(0, depth));
    const file = [`${stem}.rs`, `${stem}/mod.rs`].find((one) => isInside(dir, one));
    if (file) return file;
  }
  return root;
}

/** As cargo prints it for people. */
function readable(report: string): string {
  return report
    .split('\n')
    .flatMap((line) => {
      if (!line.startsWith('{"reason":')) return [line];
      const [read] = jsonLines(line, lineSchema);
      return read?.reason === 'compiler-message' ? [read.message.rendered ?? read.message.message] : [];
    })
    .join('\n');
}
