import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { configJsonSchema, parseConfig } from '../src/repository-config.js';
import { root } from '#scripts/places.mjs';

it('has a schema for editors, which is this one', async () => {
  const kept = await readFile(path.join(root, 'piv.config.schema.json'), 'utf8');
  expect(JSON.parse(kept)).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
});

describe('piv.config.yaml', () => {
  it('states how commands run', () => {
    const text = `
limits: { tests: 30, lint: 10, setup: 40, memory: 4096 }
env: { set: { APP_ENV: test }, pass: [DATABASE_URL] }
copy: { .env.example: .env }
`;
    expect(parseConfig(text)).toEqual({
      commands: {},
      limits: { tests: 30, lint: 10, setup: 40, memory: 4096 },
      env: { set: { APP_ENV: 'test' }, pass: ['DATABASE_URL'] },
      copy: { '.env.example': '.env' },
    });
  });

  it.each(['limits: { tests: 0 }', 'env: { pass: [PIV_HOME] }', 'env: { set: { PATH: /bin } }', 'copy: { a: ../b }'])(
    'refuses %s',
    (text) => expect(() => parseConfig(text)).toThrow(/piv\.config\.yaml/),
  );

  it('states commands, their reports, and which files are tests', () => {
    const text = `
commands:
  setup: bundle install
  test:
    run: bundle exec rspec --format RspecJunitFormatter --out {junit}
  coverage:
    run: mvn -q verify
    reports: { junit: target/surefire-reports/*.xml, cobertura: target/site/cobertura.xml }
testFiles: ['spec/**/*_spec.rb']
integrationTests: ['spec/api/**']
mutants: 8
separate: true
models: { plan: claude-opus-5-5, last: 'claude-opus-5-5:high' }
`;
    const source = 'piv.config.yaml';
    expect(parseConfig(text)).toEqual({
      commands: {
        setup: { command: 'bundle install', source },
        test: { command: 'bundle exec rspec --format RspecJunitFormatter --out {junit}', source },
        coverage: {
          command: 'mvn -q verify',
          source,
          reports: { junit: 'target/surefire-reports/*.xml', cobertura: 'target/site/cobertura.xml' },
        },
      },
      testFiles: ['spec/**/*_spec.rb'],
      integrationTests: ['spec/api/**'],
      mutants: 8,
      separate: true,
      models: { plan: 'claude-opus-5-5', last: 'claude-opus-5-5:high' },
    });
  });

  it('states the commands of packages, which run in their folders', () => {
    const text = `
packages:
  packages/a b:
    commands: { test: npm test, coverage: { run: mvn verify, reports: { junit: target/*.xml } } }
    testFiles: ['test/**']
    integrationTests: ['test/api/**']
`;
    const source = 'piv.config.yaml';
    const reports = { junit: 'packages/a b/target/*.xml' };
    expect(parseConfig(text)).toEqual({
      commands: {},
      packages: {
        'packages/a b': {
          commands: {
            test: { command: "cd 'packages/a b' && npm test", source },
            coverage: { command: "cd 'packages/a b' && mvn verify", source, reports },
          },
          testFiles: ['packages/a b/test/**'],
          integrationTests: ['packages/a b/test/api/**'],
        },
      },
    });
  });

  it('states what its commands have to read outside of it, which is never all there is', () => {
    expect(parseConfig('readable: [~/models, /mnt/data/x]')).toEqual({
      commands: {},
      readable: ['~/models', '/mnt/data/x'],
    });
    for (const place of ['/', '~/', '~', 'models', '../models', '~/../x', '/mnt/../home', '//']) {
      expect(() => parseConfig(`readable: ["${place}"]`)).toThrow(/readable/);
    }
  });

  it('may be empty', () => {
    expect(parseConfig('# nothing yet\n')).toEqual({ commands: {} });
  });

  it.each([
    ['a command that there is none of', 'commands: { tset: npm test }', /tset/],
    ['no command', 'commands: { test: [a] }', /commands\.test/],
    ['an empty one', 'commands: { test: " " }', /commands\.test/],
    ['a format that is not read', 'commands: { test: { run: a, reports: { tap: a } } }', /commands\.test/],
    ['a path outside of the repository', 'testFiles: ["../**"]', /testFiles/],
    ['an absolute path', 'commands: { test: { run: a, reports: { junit: /tmp/a.xml } } }', /commands\.test/],
    ['a word that it does not know', 'comands: {}', /comands/],
    ['a package outside of the repository', 'packages: { ../b: {} }', /packages/],
    ['a number that is none', 'mutants: many', /mutants/],
    ['more than history should keep', `# ${'a'.repeat(64_000)}`, /more than 64000 letters/],
    ['no mapping', 'just text', /expected object/],
    ['no YAML', 'commands: {', /piv\.config\.yaml: /],
  ])('is refused in one line for %s', (_what, text, names) => {
    const message = errorOf(() => parseConfig(text));
    expect(message).toMatch(names);
    expect(message).toMatch(/^repo: piv\.config\.yaml: /);
    expect(message).not.toContain('\n');
  });
});

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
