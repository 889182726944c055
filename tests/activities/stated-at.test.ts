import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { manifestCommands } from '../../src/activities/stated-at.js';
import { git } from '../../src/git/git.js';
import type { Repository } from '../../src/git/repository.js';
import { overlay } from '../../src/git/trees.js';
import { openBench, type Bench } from './bench.js';

const manifest = (scripts: Record<string, string>) => JSON.stringify({ scripts });

describe('the manifest files of a monorepo', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => bench.close());

  async function treeWith(repo: Repository, tree: string, files: Record<string, string>): Promise<string> {
    const entries = Object.entries(files).map(async ([path, input]) => {
      const oid = (await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input })).trim();
      return { mode: '100644', oid, path };
    });
    return overlay(repo, tree, await Promise.all(entries));
  }

  it("say what each package's own commands are, by the manager of the root", async () => {
    const { repo, tree } = await bench.repository('monorepo');
    const bare = await treeWith(repo, tree, {
      'package.json': manifest({}),
      'pnpm-lock.yaml': '\n',
      'packages/web/package.json': manifest({ test: 'vitest run' }),
      'services/api/pyproject.toml': '[tool.pytest.ini_options]\n',
      'services/api/uv.lock': '\n',
      'services/my go/go.mod': 'module example.com/go\n',
      'tests/fixtures/package.json': manifest({ test: 'jest' }),
    });
    const lists = await manifestCommands(repo, bare);
    const said = lists.map((commands) =>
      Object.entries(commands).map(([name, found]) => `${name}: ${found?.command} (${found?.source})`),
    );
    expect(said).toEqual([
      ['setup: pnpm install --frozen-lockfile (pnpm-lock.yaml)'],
      [
        'test: cd packages/web && pnpm run test (packages/web/package.json)',
        'testFile: cd packages/web && pnpm exec vitest run (packages/web/package.json)',
      ],
      [
        'setup: cd services/api && uv sync --frozen (services/api/uv.lock)',
        'test: cd services/api && uv run --no-sync pytest (services/api/pyproject.toml)',
        'testFile: cd services/api && uv run --no-sync pytest (services/api/pyproject.toml)',
      ],
      expect.arrayContaining(["test: cd 'services/my go' && go test ./... (services/my go/go.mod)"]),
    ]);
  });
});
