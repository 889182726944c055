import type { z } from 'zod';

/** The JSON in an output: package managers print their own lines around it. */
export function jsonIn(output: string): unknown {
  const end = Math.max(output.lastIndexOf('}'), output.lastIndexOf(']')) + 1;
  for (const { index } of output.matchAll(/^[[{]/gm)) {
    try {
      return JSON.parse(output.slice(index, end));
    } catch {
      // Not the start of the report.
    }
  }
  return undefined;
}

/** The lines of an output that are JSON of this form; others are left out. */
export function jsonLines<T>(output: string, schema: z.ZodType<T>): T[] {
  return output.split('\n').flatMap((line) => {
    try {
      return [schema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
