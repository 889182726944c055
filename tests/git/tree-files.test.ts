import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { folderInstructions, instructionsBelow, rootInstructions } from '../../src/agent/instructions.js';
import { git } from '../../src/git/git.js';
import { treeFiles, type TreeFiles } from '../../src/git/tree-files.js';
import { openRoom, writeFiles, type Room } from './room.js';

const FILES = {
  'CLAUDE.md':
    'Be brief, see @docs/style.md and @~/secret.md, @../out.md, ask @someone. `@docs/code.md`\n```\n@docs/code.md\n```\n',
  'docs/style.md': 'Tabs. @more.md\n',
  'docs/more.md': 'No classes. @style.md\n',
  'docs/code.md': 'not told\n',
  '.cursor/rules/b.mdc': 'B\n',
  '.cursor/rules/a/a.mdc': 'A\n',
  'packages/web/AGENTS.md': 'Web.\n',
  'packages/web/CLAUDE.md': 'Not this one.\n',
  'packages/web/src/CLAUDE.md': 'Inner.\n',
  'packages/api/AGENTS.md': 'Api.\n',
  'tools/real/notes.md': 'Linked folder.\n',
};

describe('what a repository says to agents', () => {
  let room: Room;
  let files: TreeFiles;
  beforeAll(async () => {
    room = await openRoom(FILES);
    const { root } = room.repo;
    await writeFiles(root, { '.github/keep': '' });
    const link = (target: string, at: string) => symlink(target, path.join(root, at));
    await link('../CLAUDE.md', '.github/copilot-instructions.md');
    await link('../../outside.md', 'packages/out.md');
    await link('loop.md', 'loop.md');
    await link('tools/real', 'shortcut');
    await git(root, ['add', '--all']);
    await git(root, ['commit', '--quiet', '--message', 'chore: Link']);
    files = await treeFiles(room.repo, 'HEAD');
  });
  afterAll(async () => room.remove());

  it('is its file for agents with what that imports, and the rules of editors, no file twice', async () => {
    const told = await rootInstructions(files);
    expect(told.map((file) => file.path)).toEqual([
      'CLAUDE.md',
      'docs/style.md',
      'docs/more.md',
      '.cursor/rules/a/a.mdc',
      '.cursor/rules/b.mdc',
    ]);
    expect(told[0]?.text).toBe(FILES['CLAUDE.md']);
  });

  it('is of a folder only where a task touches that, outer ones first', async () => {
    const known = await rootInstructions(files);
    const of = async (touched: string[]) => (await folderInstructions(files, touched, known)).map(({ text }) => text);
    expect(await of(['packages/web/src/a.ts', 'packages/web/b.ts', 'README.md'])).toEqual(['Web.\n', 'Inner.\n']);
    expect(await of(['docs/new.md'])).toEqual([]);
    expect(instructionsBelow(files)).toEqual([
      'packages/api/AGENTS.md',
      'packages/web/AGENTS.md',
      'packages/web/CLAUDE.md',
      'packages/web/src/CLAUDE.md',
    ]);
  });

  it('is read through symlinks, of folders too, and never from outside', async () => {
    expect(await files.read('.github/copilot-instructions.md')).toMatchObject({ path: 'CLAUDE.md' });
    expect(await files.read('shortcut/notes.md')).toEqual({ path: 'tools/real/notes.md', text: 'Linked folder.\n' });
    for (const file of ['packages/out.md', 'loop.md', 'docs', 'nothing.md', 'CLAUDE.md/x'])
      expect(await files.read(file)).toBeUndefined();
  });
});
