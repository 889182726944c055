import { z } from 'zod';

/** The percentage of lines, or statements where a tool counts those, that a report says were covered. */
export type CoverageParser = (text: string) => number | undefined;

const summarySchema = z.object({ total: z.object({ lines: z.object({ pct: z.number() }) }) });
const coveragePySchema = z.object({ totals: z.object({ percent_covered: z.number(), num_statements: z.int() }) });

/** `coverage-summary.json` of Istanbul, as Jest and Vitest write it; `pct` is "Unknown" where there are no lines. */
export const parseIstanbulSummary: CoverageParser = (text) =>
  summarySchema.safeParse(JSON.parse(text)).data?.total.lines.pct;

/** `coverage json` of coverage.py, format 3. */
export const parseCoveragePy: CoverageParser = (text) => {
  const totals = coveragePySchema.safeParse(JSON.parse(text)).data?.totals;
  return totals && totals.num_statements > 0 ? totals.percent_covered : undefined;
};

const BLOCK = /^\S+:\d+\.\d+,\d+\.\d+ (?<statements>\d+) (?<count>\d+)$/gm;

/** A Go cover profile (`go doc cmd/cover`): blocks with their number of statements. One may stand there more than once. */
export const parseGoProfile: CoverageParser = (text) => {
  const blocks = new Map<string, { statements: number; covered: boolean }>();
  for (const { 0: line, groups } of text.matchAll(BLOCK)) {
    const place = line.slice(0, line.indexOf(' '));
    const covered = Number(groups!['count']) > 0 || (blocks.get(place)?.covered ?? false);
    blocks.set(place, { statements: Number(groups!['statements']), covered });
  }
  const sum = (all: { statements: number }[]) => all.reduce((total, { statements }) => total + statements, 0);
  const every = [...blocks.values()];
  return every.length > 0 ? (100 * sum(every.filter(({ covered }) => covered))) / sum(every) : undefined;
};
