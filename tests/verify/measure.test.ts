import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { measureLint } from '../../src/verify/lint.js';
import type { Checkout } from '../../src/verify/checkout.js';
import { measureTypes } from '../../src/verify/types.js';

const dir = await mkdtemp(path.join(tmpdir(), 'piv-measure-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const scripts = { lint: 'oxlint -D no-debugger bad.js', 'lint:good': 'oxlint good.js', typecheck: 'tsc -p .' };
const files: Record<string, string> = {
  'package.json': JSON.stringify({ type: 'module', scripts }),
  'bad.js': 'debugger;\nif (true) { debugger; }\n',
  'good.js': 'export const one = 1;\n',
  'tsconfig.json': JSON.stringify({ compilerOptions: { noEmit: true, types: [], strict: true }, files: ['wrong.ts'] }),
  'wrong.ts': `export const one: number = 'one';\nexport const two: string = 2;\n`,
  'empty.json': JSON.stringify({ files: [] }),
};
for (const [name, text] of Object.entries(files)) await writeFile(path.join(dir, name), text);

const modules = path.resolve(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), '..');
const mode = (await sandboxProblem()) ? 'off' : 'on';
const checkout: Checkout = {
  dir,
  confine: { mode, root: dir, readable: [modules], network: false, commandPath: [path.join(modules, '.bin')] },
};

describe('linting', () => {
  it('counts the errors of a report, through npm too', async () => {
    for (const command of ['oxlint -D no-debugger bad.js', 'npm run lint', 'npm run -s lint']) {
      const { errors, run, missing } = await measureLint({ command }, checkout, {});
      expect({ command, errors, missing, failed: run.exitCode !== 0 }).toEqual({ command, errors: 2, failed: true });
    }
  });

  it('counts them where the command has another format', async () => {
    for (const format of ['-f stylish', '--format=github']) {
      const command = `oxlint ${format} -D no-debugger bad.js`;
      expect(await measureLint({ command }, checkout, {})).toMatchObject({ errors: 2, run: { exitCode: 1 } });
    }
  });

  it('counts warnings too where the command fails because of them, and only there', async () => {
    const lint = async (command: string) => (await measureLint({ command }, checkout, {})).errors;
    expect(await lint('oxlint bad.js')).toBe(0);
    expect(await lint('oxlint --deny-warnings bad.js')).toBe(await lint('oxlint --max-warnings 1 bad.js'));
    expect(await lint('oxlint --deny-warnings bad.js')).toBeGreaterThanOrEqual(2);
  });

  it('counts none where all is well', async () => {
    expect(await measureLint({ command: 'npm run lint:good' }, checkout, {})).toMatchObject({
      errors: 0,
      run: { exitCode: 0 },
    });
  });

  it('gives no number for a tool that it does not know, only its exit code', async () => {
    const measured = await measureLint({ command: 'echo 7 problems; exit 3' }, checkout, {});
    expect(measured).toMatchObject({ run: { exitCode: 3 }, missing: expect.stringContaining('known tool') });
    expect(measured).not.toHaveProperty('errors');
  });

  it('gives no number where the linter says nothing that can be read', async () => {
    const measured = await measureLint({ command: 'oxlint --no-such-option' }, checkout, {});
    expect(measured.missing).toMatch(/^oxlint gave no report; it said last: .*--no-such-option/);
    expect(measured).not.toHaveProperty('errors');
    expect(measured.run.exitCode).not.toBe(0);
  });
});

describe('linting with a tool that writes SARIF', () => {
  it('counts what its log says', async () => {
    const command = 'oxlint -D no-debugger -f sarif bad.js > {sarif}';
    expect(await measureLint({ command }, checkout, {})).toMatchObject({ errors: 2, run: { exitCode: 1 } });
  });

  it('gives no number where there is no log, or one that does not say why it failed', async () => {
    const measured = await measureLint({ command: 'true {sarif}' }, checkout, {});
    expect(measured).toMatchObject({ missing: 'it wrote no SARIF log' });
    const empty = await measureLint({ command: 'oxlint -f sarif good.js > {sarif}; exit 3' }, checkout, {});
    expect(empty).toMatchObject({ missing: 'it failed, but its SARIF log has no finding', run: { exitCode: 3 } });
  });
});

describe('type checking', () => {
  it('counts the errors of the compiler', async () => {
    for (const command of ['tsc -p .', 'npm run typecheck']) {
      expect(await measureTypes({ command }, checkout, {})).toMatchObject({
        errors: 2,
        run: { exitCode: expect.any(Number) },
      });
    }
  });

  it('counts wrong settings too', async () => {
    const { errors, run } = await measureTypes({ command: 'tsc -p empty.json' }, checkout, {});
    expect(errors).toBe(1);
    expect(run.exitCode).not.toBe(0);
  });
});
