/** Languages whose sources can be mutated. Their names are those of the files' ends. */
export type Language = 'js' | 'ts' | 'py' | 'go';

export function languageOf(file: string): Language | undefined {
  if (/\.d\.[cm]?ts$/.test(file)) return undefined;
  if (/\.[cm]?jsx?$/.test(file)) return 'js';
  if (/\.[cm]?tsx?$/.test(file)) return 'ts';
  return file.endsWith('.py') ? 'py' : file.endsWith('.go') ? 'go' : undefined;
}

const NOT_CODE: Record<'c' | 'py', RegExp> = {
  // Comments, texts, templates, and what is a pattern because of what stands before it.
  c: /\/\/.*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|(?<=[(,=:[!&|?{};]\s*|\breturn\s+)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/\w*/g,
  py: /#.*|[rbfu]{0,2}(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/gi,
};

/** The text with all that is no code blanked out: as long, line by line. */
export const codeOf = (text: string, language: Language): string =>
  text.replaceAll(NOT_CODE[language === 'py' ? 'py' : 'c'], (part) => part.replaceAll(/[^\n]/g, ' '));
