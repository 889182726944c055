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

/** LCOV's tracefile (`man geninfo`): LF lines were found in a file, LH of them hit. */
export const parseLcov: CoverageParser = (text) => {
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}:(\\d+)$`, 'gm'))].reduce((total, [, lines]) => total + Number(lines), 0);
  const found = sum('LF');
  return found > 0 ? (100 * sum('LH')) / found : undefined;
};

/** Cobertura's coverage-04.dtd: the root's `line-rate` is from 0 to 1, and 1 or 0 where there are no lines. */
export const parseCobertura: CoverageParser = (text) => {
  const root = /<coverage\s[^>]*>/.exec(text)?.[0] ?? '';
  const attribute = (name: string) => new RegExp(`\\s${name}="([\\d.]+)"`).exec(root)?.[1];
  const [rate, lines] = [attribute('line-rate'), attribute('lines-valid')];
  if (rate === undefined || lines === '0') return undefined;
  return 100 * Number(rate);
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
