import { z } from 'zod';
import { type Counter, countLines, errorsOf, type Measured, measureErrors, type MeasureOptions } from './measure.js';
import { RUSTC_ERROR } from './types.js';
import type { Checkout } from './checkout.js';
import type { LintTool } from './detect.js';
import type { Runnable } from './own-reports.js';
import { jsonIn } from './reports/json.js';

const oxlintSchema = z.object({ diagnostics: z.array(z.object({ severity: z.string() })) });
const eslintSchema = z.array(z.object({ errorCount: z.int(), warningCount: z.int() }));
const biomeSchema = z.object({ summary: z.object({ errors: z.int(), warnings: z.int() }) });
const ruffSchema = z.array(z.object({ code: z.string().nullable() }));

const JSON_FORMAT = ['-f', 'json'];

const GO_LINE = /^(?:vet: )?\S.*?\.go:\d+:\d+: /gm;

export const LINTERS: Record<LintTool, Counter> = {
  oxlint: {
    options: JSON_FORMAT,
    once: /\s(?:-f|--format)[= ]\S+/g,
    count: (output, exitCode) => {
      const found = oxlintSchema.safeParse(jsonIn(output)).data?.diagnostics;
      const errors = found?.filter(({ severity }) => severity === 'error').length;
      return errorsOf(exitCode, errors, found?.length);
    },
  },
  eslint: {
    options: JSON_FORMAT,
    count: (output, exitCode) => {
      const files = eslintSchema.safeParse(jsonIn(output)).data;
      const errors = files?.reduce((sum, file) => sum + file.errorCount, 0);
      return errorsOf(
        exitCode,
        errors,
        files?.reduce((sum, file) => sum + file.errorCount + file.warningCount, 0),
      );
    },
  },
  biome: {
    options: ['--reporter=json'],
    count: (output, exitCode) => {
      const found = biomeSchema.safeParse(jsonIn(output)).data?.summary;
      return errorsOf(exitCode, found?.errors, found && found.errors + found.warnings);
    },
  },
  ruff: {
    options: ['--output-format', 'json'],
    once: /\s--output-format[= ]\S+/g,
    count: (output) => ruffSchema.safeParse(jsonIn(output)).data?.length,
  },
  flake8: countLines(/^.+?:\d+:\d+: [A-Z]+\d+ /gm),
  'go-vet': countLines(GO_LINE),
  staticcheck: countLines(GO_LINE),
  clippy: countLines(RUSTC_ERROR),
};

export async function measureLint(command: Runnable, checkout: Checkout, options: MeasureOptions): Promise<Measured> {
  return measureErrors(command, checkout, LINTERS, options);
}
