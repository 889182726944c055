import type { Commands } from '../../src/types.js';
import type { Made, Stack } from './stack.js';

/** The same small feature in every other ecosystem: a function that makes slugs. */
const REQUEST = 'Add a function that makes the slug of a text';

interface Slugs extends Pick<Stack, 'name' | 'tools' | 'needs' | 'setupNetwork'> {
  source: string;
  test: string;
  testFiles: string;
  commands: Partial<Record<keyof Commands, string>>;
  /** Other files that the task makes or changes. */
  more?: string[];
  /** The tests are wrong at first, as `slip` has them. */
  slip?: string;
  /** In a monorepo. */
  package?: string;
  verify?: string;
}

function slugs({ source, test, testFiles, commands, package: folder, verify, more = [], slip, ...rest }: Slugs): Stack {
  const byFile = commands.testFile?.includes('{files}')
    ? commands.testFile.replace('{files}', test)
    : `${commands.testFile} ${test}`;
  const made: Made = {
    tests: [test],
    ...(slip ? { slip } : {}),
    task: {
      id: 'task-001',
      name: 'Create the function that makes slugs',
      priority: 'high',
      kind: 'code',
      blockedBy: [],
      estimatedTokens: 8_000,
      files: [source, ...more, test],
      doneWhen: 'A text becomes lower case, its words (letters and digits of any script) joined by "-".',
      verify: verify ?? byFile,
      commit: 'feat(text): Make the slug of a text',
    },
  };
  const entries = Object.entries(commands).map(([name, command]) => [name, { command, source: 'the manifest' }]);
  return {
    ...rest,
    request: REQUEST,
    brief: {
      summary: 'A few small functions on texts.',
      ...(folder ? { package: folder } : {}),
      findings: ['There is a function that splits a text into words'],
      conventions: ['One function a file, with its test beside or below tests'],
      testFiles: [testFiles],
      commands: Object.fromEntries(entries) as Stack['brief']['commands'],
    },
    tasks: [made],
  };
}

export const goModule = slugs({
  name: 'go-module',
  tools: 'Go: go test, go vet, coverage',
  needs: ['go'],
  source: 'text/slug.go',
  test: 'text/slug_test.go',
  testFiles: '**/*_test.go',
  commands: {
    test: 'go test ./...',
    testFile: 'go test',
    lint: 'go vet ./...',
    coverage: 'go test -cover ./...',
  },
});

export const typescriptVitest = slugs({
  name: 'typescript-vitest',
  tools: 'TypeScript: npm, vitest with coverage, biome, tsc',
  setupNetwork: true,
  needs: ['npm'],
  source: 'src/slug.ts',
  test: 'tests/slug.test.ts',
  testFiles: 'tests/**/*.test.ts',
  commands: {
    setup: 'npm ci',
    test: 'npm run test',
    testFile: 'npx --no-install vitest run',
    lint: 'npm run lint',
    typecheck: 'npm run typecheck',
    coverage: 'npm run coverage',
  },
});

const PNPM = 'npx --yes --prefer-offline pnpm@10.34.8';

export const typescriptJest = slugs({
  name: 'typescript-jest',
  tools: 'TypeScript: pnpm, jest with coverage, eslint, tsc',
  setupNetwork: true,
  needs: ['npm'],
  source: 'src/slug.ts',
  test: 'tests/slug.test.ts',
  testFiles: 'tests/**/*.test.ts',
  commands: {
    setup: `${PNPM} install --frozen-lockfile`,
    test: `${PNPM} run test`,
    testFile: `${PNPM} exec jest`,
    lint: `${PNPM} run lint`,
    typecheck: `${PNPM} run typecheck`,
    coverage: `${PNPM} run coverage`,
  },
});

const YARN = 'npx --yes --prefer-offline yarn@1.22.22';

export const javascriptYarn = slugs({
  name: 'javascript-yarn',
  tools: 'JavaScript: yarn, node:test with coverage, oxlint',
  setupNetwork: true,
  needs: ['npm'],
  source: 'src/slug.js',
  test: 'tests/slug.test.js',
  testFiles: 'tests/**/*.test.js',
  commands: {
    setup: `${YARN} install --frozen-lockfile`,
    test: `${YARN} run test`,
    testFile: 'node --test',
    lint: `${YARN} run lint`,
    coverage: `${YARN} run coverage`,
  },
});

export const pythonPytest = slugs({
  name: 'python-pytest',
  tools: 'Python by piv.config.yaml: pip in a venv, pytest, pytest-cov, flake8',
  setupNetwork: true,
  needs: ['python3'],
  source: 'texts/slug.py',
  test: 'tests/test_slug.py',
  testFiles: 'tests/**/test_*.py',
  commands: { testFile: '.venv/bin/python -m pytest' },
});

export const monorepo = slugs({
  name: 'monorepo',
  tools: "JavaScript in a monorepo: a package's own commands, by piv.config.yaml",
  needs: ['npm'],
  package: 'packages/text',
  source: 'packages/text/src/slug.js',
  test: 'packages/text/test/slug.test.js',
  testFiles: 'packages/text/test/**/*.test.js',
  verify: 'cd packages/text && node --test test/slug.test.js',
  commands: {},
});

export const pythonUv = slugs({
  name: 'python-uv',
  tools: 'Python by piv.config.yaml: uv, pytest, pytest-cov, ruff, pyright',
  setupNetwork: true,
  needs: ['python3'],
  source: 'texts/slug.py',
  test: 'tests/unit/test_slug.py',
  testFiles: 'tests/**/test_*.py',
  commands: { testFile: '.venv/bin/uv run --no-sync pytest' },
});

const POETRY = 'venv/bin/poetry';

export const pythonPoetry = slugs({
  name: 'python-poetry',
  tools: 'Python: poetry, pytest, pytest-cov, flake8, mypy',
  setupNetwork: true,
  needs: ['python3'],
  source: 'texts/slug.py',
  test: 'tests/test_slug.py',
  testFiles: 'tests/**/test_*.py',
  commands: {
    setup: [
      'python3 -m venv venv && venv/bin/pip install -q poetry==2.5.1',
      `POETRY_VIRTUALENVS_IN_PROJECT=1 ${POETRY} install --no-interaction`,
      `${POETRY} run pip install -q -r requirements-dev.txt`,
    ].join(' && '),
    test: `${POETRY} run pytest`,
    testFile: `${POETRY} run pytest`,
    lint: `${POETRY} run flake8`,
    typecheck: `${POETRY} run mypy`,
    coverage: `${POETRY} run pytest --cov`,
  },
});

export const goStaticcheck = slugs({
  name: 'go-staticcheck',
  tools: 'Go: go test, go vet, staticcheck as a tool of the module, coverage',
  setupNetwork: true,
  needs: ['go'],
  source: 'text/slug.go',
  test: 'text/slug_test.go',
  testFiles: '**/*_test.go',
  commands: {
    setup: 'go mod download && go tool staticcheck -version',
    test: 'go test ./...',
    testFile: 'go test',
    lint: 'go vet ./... && go tool staticcheck ./...',
    coverage: 'go test -cover ./...',
  },
});

/** A test of what isn't there yet doesn't compile. Nor does the first one, which is no Rust. */
export const rustCargo = slugs({
  name: 'rust-cargo',
  tools: 'Rust: cargo test, clippy, cargo check',
  setupNetwork: true,
  needs: ['cargo'],
  source: 'src/slug.rs',
  more: ['src/lib.rs'],
  test: 'tests/slug.rs',
  slip: 'no rules expected',
  testFiles: 'tests/**/*.rs',
  verify: 'cargo test --test slug',
  commands: {
    setup: 'cargo fetch --locked',
    test: 'cargo test',
    testFile: 'cargo test',
    lint: 'cargo clippy --all-targets -- -D warnings',
    typecheck: 'cargo check --all-targets',
  },
});

const MAVEN = 'mvn -B -q';

/** The same in Java. Maven loads what runs the tests only when it runs them. */
export const javaMaven = slugs({
  name: 'java-maven',
  tools: 'Java: Maven, JUnit 5, javac with all warnings',
  setupNetwork: true,
  needs: ['mvn', 'javac'],
  source: 'src/main/java/texts/Slug.java',
  test: 'src/test/java/texts/SlugTest.java',
  slip: "')' expected",
  testFiles: 'src/test/java/**/*.java',
  verify: `${MAVEN} -o test -Dtest=SlugTest`,
  commands: {
    setup: `${MAVEN} -Dmaven.test.failure.ignore test clean || ${MAVEN} -o clean`,
    test: `${MAVEN} -o test`,
    testFile: `${MAVEN} -o test`,
    typecheck: `${MAVEN} -o test-compile`,
  },
});
