/** Whether the imports of a test file bring what they did before, and nothing new under a name that it used already. */
export function onlyImportsMore(was: string[], now: string[], before: string): boolean {
  const kept = was.every((one) => now.some((other) => hasAll(words(other), words(one))));
  const bound = minus(now.flatMap(boundIn), was.flatMap(boundIn));
  return kept && bound.every((name) => !new RegExp(`\\b${name}\\b`).test(before));
}

/** Names, and paths as a whole. */
const words = (text: string): string[] => text.match(/(['"])[^'"]*\1|[\w$]+/g) ?? [];
const KEYWORD = /^(?:import|from|type|typeof|as|const|let|var|require|default)$/;

/** The names that an import of JavaScript or Python gives; in other languages none can be given twice. */
function boundIn(text: string): string[] {
  const script = /^\s*import\b([^'"]*)\bfrom\b/.exec(text) ?? /^\s*(?:const|let|var)\b([^=]*)=/.exec(text);
  const python = /^\s*from\s+\S+\s+import\b([^]*)$/.exec(text) ?? /^\s*import\s+([\w., ]+)$/.exec(text);
  const names = (script ?? python)?.[1]?.match(/[A-Za-z_]\w*/g) ?? [];
  return names.filter((name) => !KEYWORD.test(name));
}

const hasAll = (all: string[], some: string[]): boolean => some.every((one) => all.includes(one));

function minus(all: string[], some: string[]): string[] {
  const left = [...all];
  for (const one of some) {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}
