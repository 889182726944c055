import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withFiles, withOptions } from '../../src/verify/command-line.js';
import { commandSteps } from '../../src/verify/detect.js';
import { testStep } from '../../src/verify/reporters.js';

const dir = await mkdtemp(path.join(tmpdir(), 'piv-detect-'));
afterAll(() => rm(dir, { recursive: true, force: true }));
await mkdir(path.join(dir, 'sub'));
await writeFile(path.join(dir, 'sub/package.json'), JSON.stringify({ scripts: { test: 'vitest run' } }));
const scripts = {
  test: 'npm run -s build && node --test',
  build: 'tsc -p .',
  unit: 'jest --ci',
  lint: 'oxlint',
  loop: 'npm run loop',
  all: 'npm run deep',
  deep: 'npm run unit -- --maxWorkers=1',
  twice: 'npm run unit && echo done',
};
await writeFile(path.join(dir, 'package.json'), JSON.stringify({ scripts }));

describe('the tools behind a command', () => {
  it.each([
    ['node --test', ['node-test']],
    ['NODE_ENV=test node --import tsx --test "test/**"', ['node-test']],
    ['c8 node --test', ['node-test']],
    ['node test/a.test.js', ['node-test']],
    ['node --experimental-vm-modules node_modules/jest/bin/jest.js', ['jest']],
    ['npx --no-install jest', ['jest']],
    ['./node_modules/.bin/vitest run', ['vitest']],
    ['python3 -m pytest -q', ['pytest']],
    ['npm test', ['tsc', 'node-test']],
    ['npm t', ['tsc', 'node-test']],
    ['npm test --silent -- test/a.test.js', ['tsc', 'node-test']],
    ['npm run unit', ['jest']],
    ['npm run -s lint', ['oxlint']],
    ['yarn unit', ['jest']],
    ['pnpm run lint', ['oxlint']],
    ['pnpm exec eslint .', ['eslint']],
    ['cd sub && npm test', ['vitest']],
    ['npm run absent', ['unknown']],
    ['npm run loop', ['unknown']],
    ['echo eslint', ['unknown']],
    ['make test', ['unknown']],
    ['go test ./...', ['go-test']],
    ['cargo test --workspace', ['cargo-test']],
    ['RUST_LOG=off cargo +nightly t', ['cargo-test']],
    ['cargo check && cargo clippy -- -D warnings', ['cargo-check', 'clippy']],
    ['cargo build', ['unknown']],
    ['./mvnw -B -q -o verify -Pit', ['maven']],
    ['mvn -q compile', ['unknown']],
    ['CGO_ENABLED=0 go test -race ./internal/...', ['go-test']],
    ['go vet ./... && go build ./...', ['go-vet', 'unknown']],
    ['uv run ruff check .', ['ruff']],
    ['python -m mypy src', ['mypy']],
    ['poetry run flake8', ['flake8']],
    ['npx pyright', ['pyright']],
    ['pnpm exec biome check .', ['biome']],
    ['npx --yes pnpm@10.34.8 run unit', ['jest']],
    ['npx --yes pnpm@10.34.8 exec jest a.test.ts', ['jest']],
    ['npx -y @yarnpkg/cli-dist@4.18.1 test', ['tsc', 'node-test']],
    ['corepack yarn node --test', ['node-test']],
    ['CI=1 npm run lint', ['oxlint']],
    ['npx --yes eslint@10 .', ['eslint']],
    ['npx -p typescript tsc', ['tsc']],
    ['.tools/bin/uv run --no-sync pytest --cov', ['pytest']],
    ['uv run --with pytest-cov pytest', ['pytest']],
    ['uvx ruff@0.17.5 check', ['ruff']],
    ['uv tool run pyright', ['pyright']],
    ['POETRY_VIRTUALENVS_IN_PROJECT=1 .tools/bin/poetry run -C . mypy .', ['mypy']],
    ['coverage run -m pytest && coverage report', ['pytest', 'unknown']],
    ['go vet ./... && go tool staticcheck ./...', ['go-vet', 'staticcheck']],
    ['go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...', ['staticcheck']],
    ['go run ./cmd/serve', ['unknown']],
  ])('%s', async (command, tools) => {
    expect((await commandSteps(command, dir)).map((step) => step.tool)).toEqual(tools);
  });
});

describe('a command line', () => {
  it('takes files at its end or in place of {files}, quoted', () => {
    expect(withFiles('node --test', ['test/a.js', "test/it's.js"])).toBe(`node --test test/a.js 'test/it'\\''s.js'`);
    expect(withFiles('jest {files} --ci', ['a.js', 'b c.js'])).toBe(`jest a.js 'b c.js' --ci`);
    expect(withFiles('node --test')).toBe('node --test');
  });

  it('passes options through npm behind --, once', () => {
    expect(withOptions('npm run lint', ['-f', 'json'])).toBe('npm run lint -- -f json');
    expect(withOptions('CI=1 npm run lint', ['-f', 'json'])).toBe('CI=1 npm run lint -- -f json');
    expect(withOptions('npm run lint -- src', ['-f', 'json'])).toBe('npm run lint -- src -f json');
    expect(withOptions('yarn lint', ['-f', 'json'])).toBe('yarn lint -f json');
  });
});

describe('options and files get to a tool', () => {
  const written = async (command: string) => {
    const step = testStep(await commandSteps(command, dir));
    return withOptions(withFiles(command, ['a.test.js'], step), ['--json'], step);
  };

  it.each([
    ['jest', 'jest a.test.js --json'],
    ['npm run unit', 'npm run unit a.test.js -- --json'],
    ['npm run all', 'npm run all a.test.js -- -- --json'],
    ['yarn all', 'yarn all a.test.js -- --json'],
    ['jest --ci && tsc -p .', 'jest --ci a.test.js --json && tsc -p .'],
    ['npm run all; echo $?', 'npm run all a.test.js -- -- --json; echo $?'],
    ['jest | tee log', 'jest a.test.js --json | tee log'],
    ['cd sub && npm test && cd ..', 'cd sub && npm test a.test.js -- --json && cd ..'],
  ])('behind `%s`', async (command, line) => {
    expect(await written(command)).toBe(line);
  });

  it('but for one that a script runs before something else', async () => {
    expect(testStep(await commandSteps('npm run twice', dir))?.tool).not.toBe('jest');
  });
});
