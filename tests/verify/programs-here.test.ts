import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import type { Commands } from '../../src/types.js';
import { onlyHere } from '../../src/verify/manifests/here.js';
import { firstWords, lookForPrograms, programsIn } from '../../src/verify/programs-here.js';
import { openRoom, writeFiles, type Room } from '../git/room.js';

let room: Room;
beforeAll(async () => {
  const manifest = JSON.stringify({ scripts: { lint: 'oxlint && tsc --noEmit', test: 'node --test' } });
  room = await openRoom({ 'package.json': manifest });
});
afterAll(async () => room.remove());

const command = (line: string) => ({ command: line, source: 'a file' });

test('the programs of commands are those that lines begin with, and the known ones behind them', async () => {
  const commands: Commands = {
    setup: command('npm ci && CI=1 ./scripts/build.sh'),
    test: command('npm test'),
    lint: command('npm run lint'),
    coverage: command('cd packages/a && go test -cover ./...'),
  };
  expect((await programsIn(commands, room.repo.root)).toSorted()).toEqual(['go', 'node', 'npm', 'oxlint', 'tsc']);
  expect(firstWords('cd a && X=1 uv run pytest; .venv/bin/ruff | tee $OUT')).toEqual(['uv', 'tee']);
});

test('programs are looked for where commands run: what is installed in the worktree first, with its version', async () => {
  const tool = 'node_modules/.bin/oxlint';
  await writeFiles(room.repo.root, { [tool]: '#!/bin/sh\necho "Version: 1.89.0"\n' });
  await chmod(path.join(room.repo.root, tool), 0o755);
  const mode = (await sandboxProblem()) ? 'off' : 'on';
  const confine = { mode, root: room.repo.root, readable: [], network: false, commandPath: [] } as const;
  const checkout = { dir: room.repo.root, confine: { ...confine, readable: [], commandPath: [] } };
  const names = ['oxlint', 'node', 'no-such-program'];
  expect(await lookForPrograms(names, checkout, new AbortController().signal)).toEqual({
    there: ['oxlint 1.89.0', `node ${process.versions.node}`],
    absent: ['no-such-program'],
  });
});

test('suggestions whose program is not there are left out, with what they need', () => {
  const lists: Commands[] = [
    { test: command('go test ./...'), lint: command('golangci-lint run ./...') },
    { setup: command('poetry install') },
  ];
  expect(onlyHere(lists, ['golangci-lint', 'poetry'])).toEqual({
    manifests: [{ test: command('go test ./...') }],
    leftOut: [
      'lint: `golangci-lint run ./...` (a file) needs golangci-lint',
      'setup: `poetry install` (a file) needs poetry',
    ],
  });
});
