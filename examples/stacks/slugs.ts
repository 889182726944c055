import type { Commands } from '../../src/types.js';
import type { Made, Stack } from './stack.js';

/** The same small feature in every other ecosystem: a function that makes slugs. */
const REQUEST = 'Add a function that makes the slug of a text';

interface Slugs extends Pick<Stack, 'name' | 'tools' | 'needs' | 'setupNetwork'> {
  source: string;
  test: string;
  testFiles: string;
  commands: Partial<Record<keyof Commands, string>>;
  /** In a monorepo. */
  package?: string;
  verify?: string;
}

function slugs({ source, test, testFiles, commands, package: folder, verify, ...rest }: Slugs): Stack {
  const byFile = commands.testFile?.includes('{files}')
    ? commands.testFile.replace('{files}', test)
    : `${commands.testFile} ${test}`;
  const made: Made = {
    tests: [test],
    task: {
      id: 'task-001',
      name: 'Create the function that makes slugs',
      priority: 'high',
      kind: 'code',
      blockedBy: [],
      estimatedTokens: 8_000,
      files: [source, test],
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

/**
 * In languages that compile, a test of what isn't there yet is a compiler's message, not a test's result: there the
 * function is there already, and its slugs are poor.
 */
export const rustCargo = slugs({
  name: 'rust-cargo',
  tools: 'Rust by piv.config.yaml: cargo test, clippy, cargo check',
  setupNetwork: true,
  needs: ['cargo', 'awk'],
  source: 'src/slug.rs',
  test: 'tests/slug.rs',
  testFiles: 'tests/**/*.rs',
  commands: {},
  verify: 'cargo test --offline --test slug',
});

export const javaMaven = slugs({
  name: 'java-maven',
  tools: 'Java by piv.config.yaml: Maven, JUnit 5, javac with all warnings',
  setupNetwork: true,
  needs: ['mvn', 'javac'],
  source: 'src/main/java/texts/Slug.java',
  test: 'src/test/java/texts/SlugTest.java',
  testFiles: 'src/test/java/**/*.java',
  commands: {},
  verify: 'mvn -B -q -o test -Dtest=SlugTest',
});
