import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandSteps } from '../../src/verify/detect.js';
import { withSettings } from '../../src/verify/pytest-settings.js';
import { reporterFor, testStep } from '../../src/verify/reporters.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'piv-pytest-'));
  await mkdir(path.join(dir, 'inner'));
});
afterAll(() => rm(dir, { recursive: true }));

/** Whether a run is made to write down the coverage that it measures. */
async function covers(command: string, settings: string, file = 'pyproject.toml') {
  await writeFile(path.join(dir, file), settings);
  const step = await withSettings(testStep(await commandSteps(command, dir)), dir);
  await rm(path.join(dir, file));
  return reporterFor(step, '/report')?.env['PYTEST_ADDOPTS']?.includes('--cov-report=json:/report/coverage.json');
}

describe('coverage that pytest measures', () => {
  it.each([
    ['pyproject.toml', '[tool.pytest.ini_options]\naddopts = "-ra --cov=src"\n'],
    ['pyproject.toml', '[tool.pytest.ini_options]\naddopts = ["-ra", "--cov"]\n'],
    ['pytest.ini', '[pytest]\naddopts =\n    --strict-markers\n    --cov\n'],
    ['setup.cfg', '[tool:pytest]\naddopts = --cov src\ntestpaths = tests\n'],
  ])('by its settings in %s is read: %j', async (file, settings) => {
    expect(await covers('uv run pytest', settings, file)).toBe(true);
    expect(await covers('cd inner && python -m pytest', settings, file)).toBe(true);
    expect(await covers('ruff check .', settings, file)).toBeUndefined();
  });

  it('is read where the command says so, and is none otherwise', async () => {
    expect(await covers('pytest --cov', '')).toBe(true);
    expect(await covers('pytest --cov-config=x', '[tool.coverage.run]\nsource = ["src"]\n')).toBe(false);
    expect(await covers('pytest', '[tool.pytest.ini_options]\naddopts = "-ra"\n# --cov\n')).toBe(false);
  });
});
