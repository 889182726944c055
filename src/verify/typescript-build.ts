import type { TestError } from '../types.js';
import type { Compiler, Context } from './compilers.js';
import { isPartOf, partOf } from './missing-part.js';

/** TypeScript's complaints of a test that is checked before it runs: by ts-jest, or by `tsc` in front of the runner. */

/** `test/a.test.ts:1:9 - error TS2305: …` and `test/a.test.ts(1,9): error TS2305: …`. */
const ERROR = /^(?<file>.+?)[(:]\d+[,:]\d+\)?(?: -|:) error TS(?<code>\d+): (?<said>.*)$/gm;
/** A module, or an export of one, isn't there. */
const MODULE =
  /^(?:Cannot find module '|(?:Module )?'")(?<module>[^'"]+)(?:'|"' has no (?:default export|exported member(?: named)? '(?<symbol>\w+)'))/;
/** What is missing there is misspelt. */
const TEST_TYPES =
  /on type '(?:typeof )?(?:Jest)?(?:Matchers|Assertion|AsymmetricMatchers|Expect|expect|assert|jest|VitestUtils|TestContext|TestAPI|It|Describe)\b/;
/** Names that nothing defines, names that are there twice, what is not used, and packages without types. */
const OWN_MISTAKE = [
  2300, 2304, 2451, 2503, 2552, 2580, 2581, 2582, 2584, 2588, 2593, 2686, 6133, 6192, 6196, 6198, 7016,
];
/** Beyond these begin the codes of what types mean. */
const LAST_SYNTAX = 1999;
const NO_DEFAULT = 1192;

export const typescriptBuild: Compiler = {
  knows: ({ message }) => /\berror TS\d+: /.test(message),
  strange: ({ message }, file, context) => complaintsIn(message).find((one) => !isAboutTask(one, file, context))?.text,
  read: (output) => {
    const byFile = new Map<string, TestError>();
    for (const { file, text } of complaintsIn(output)) {
      const known = byFile.get(file)?.message;
      byFile.set(file, { message: known ? `${known}\n${text}` : text });
    }
    return [...byFile].map(([file, error]) => ({ file, error }));
  },
};

interface Complaint {
  text: string;
  file: string;
  code: number;
  said: string;
}

const complaintsIn = (message: string): Complaint[] =>
  [...message.matchAll(ERROR)].map(([text, file = '', code, said = '']) => ({ text, file, code: Number(code), said }));

function isAboutTask({ file: importer, code, said }: Complaint, file: string, { plannedFiles }: Context): boolean {
  const { module, symbol } = MODULE.exec(said)?.groups ?? {};
  if (module) return isPartOf(partOf(importer || file, module, symbol), plannedFiles);
  const isSyntax = code <= LAST_SYNTAX && code !== NO_DEFAULT;
  return !isSyntax && !OWN_MISTAKE.includes(code) && !TEST_TYPES.test(said);
}
