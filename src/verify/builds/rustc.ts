import path from 'node:path';
import { z } from 'zod';
import { plainText } from '../../inside.js';
import { moduleStem } from '../files.js';
import { type Crates, rustNames, type RustNames } from './rust-names.js';
import type { Said } from './said.js';

/** The errors of rustc, as `cargo --message-format json` has them (`rustc --error-format json`). */

const expansionSchema = z.object({ span: z.object({ file_name: z.string(), line_start: z.int() }) });
const spanSchema = z.object({
  file_name: z.string(),
  line_start: z.int(),
  column_end: z.int(),
  is_primary: z.boolean(),
  text: z.array(z.object({ text: z.string() })),
  expansion: expansionSchema.nullish(),
});
export const diagnosticSchema = z.object({
  level: z.string(),
  message: z.string(),
  code: z.object({ code: z.string() }).nullish(),
  spans: z.array(spanSchema),
  children: z.array(z.object({ spans: z.array(spanSchema) })),
  rendered: z.string().nullish(),
});
export type Diagnostic = z.infer<typeof diagnosticSchema>;
type Span = z.infer<typeof spanSchema>;

/** Mistakes that may be none once a type or a function is as the test wants it. */
const OF_TYPES = new Set(
  (
    'E0026 E0027 E0046 E0050 E0053 E0061 E0063 E0107 E0277 E0308 E0369 E0407 E0560 E0599 E0600 E0603 E0608 E0609 ' +
    'E0610 E0614 E0616 E0618 E0624'
  ).split(' '),
);

/** `source`: the root of the crate that was compiled. What only says that there were errors is none. */
export function rustcErrors(found: { diagnostic: Diagnostic; source: string }[], crates: Crates, dir: string): Said[] {
  return found.flatMap(({ diagnostic, source }): Said[] => {
    const { level, spans, message, code } = diagnostic;
    const primary = spans.find((span) => span.is_primary) ?? spans[0];
    if (level !== 'error' || !primary) return [];
    const { file, line } = placeOf(primary, source);
    const names = rustNames(plainText(dir, file), { file, source, dir, crates });
    const words = `${code ? `${code.code}: ` : ''}${message.split('\n')[0]}`;
    const places = placesOf(diagnostic, { primary, file, line }, names, dir);
    return [{ file, line, words, places: [...new Set(places)] }];
  });
}

/** In a macro of another crate, where that was called. */
function placeOf(span: Span, source: string): { file: string; line: number } {
  const isOwn = (file: string) => !/^(?:\/|<)/.test(file);
  const at = [span, span.expansion?.span].find((one) => one && isOwn(one.file_name));
  return at ? { file: at.file_name, line: at.line_start } : { file: source, line: 1 };
}

interface At {
  primary: Span;
  file: string;
  line: number;
}

function placesOf(diagnostic: Diagnostic, { primary, file, line }: At, names: RustNames, dir: string): string[] {
  const { message, children, spans } = diagnostic;
  const code = diagnostic.code?.code ?? '';
  const imported = /^unresolved imports? (.+)/.exec(message)?.[1];
  if (imported) return allOf([...imported.matchAll(/`([\w:]+)`/g)].map(([, name]) => names.module(name!)));
  const source = plainText(dir, file).split('\n')[line - 1] ?? '';
  if (/ in this scope$|undeclared type/.test(message)) return names.globs();
  if (code === 'E0425' || code === 'E0433' || code === 'E0412') {
    const read = (primary.text[0]?.text ?? '').slice(0, primary.column_end - 1);
    return allOf([names.module(/[\w:]+$/.exec(read)?.[0] ?? '')]);
  }
  if (!OF_TYPES.has(code)) return [];
  const pointed = [...spans, ...children.flatMap((child) => child.spans)].map((span) => span.file_name);
  const own = pointed.filter((one) => one !== file && !path.isAbsolute(one) && !one.startsWith('<'));
  const types = [...message.matchAll(/`&?(?:mut )?(?:\w+::)*([A-Z]\w*)/g)].flatMap(([, type]) => names.declares(type!));
  return [...own.map(moduleStem), ...types, ...names.usedIn(source)];
}

/** Of several that are imported at once, none may be strange. */
const allOf = (places: (string | undefined)[]) =>
  places.every((place) => place !== undefined) ? places.filter((place) => place !== undefined) : [];
