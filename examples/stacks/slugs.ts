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
    test: 'npm test',
    testFile: 'npx vitest run',
    lint: 'npm run lint',
    typecheck: 'npm run typecheck',
    coverage: 'npm run coverage',
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
