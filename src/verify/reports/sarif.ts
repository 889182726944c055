import { z } from 'zod';

const resultSchema = z.object({ level: z.string().optional(), ruleId: z.string().optional() });
const ruleSchema = z.object({
  id: z.string(),
  defaultConfiguration: z.object({ level: z.string().optional() }).optional(),
});
const runSchema = z.object({
  tool: z.object({ driver: z.object({ rules: z.array(ruleSchema).default([]) }) }),
  results: z.array(resultSchema).default([]),
});
const sarifSchema = z.object({ version: z.literal('2.1.0'), runs: z.array(runSchema) });

/**
 * Counts the findings of a SARIF 2.1.0 log. A result without a level has its rule's, and without that it is a warning
 * (section 3.27.10). Throws where it is none.
 */
export function countSarif(text: string): { errors: number; findings: number } {
  const { runs } = sarifSchema.parse(JSON.parse(text));
  const levels = runs.flatMap(({ tool, results }) => {
    const byRule = new Map(tool.driver.rules.map(({ id, defaultConfiguration }) => [id, defaultConfiguration?.level]));
    return results.map(({ level, ruleId }) => level ?? byRule.get(ruleId ?? '') ?? 'warning');
  });
  return { errors: levels.filter((level) => level === 'error').length, findings: levels.length };
}
