import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { entriesOf, isInside, makeFolder, plainText, readPlain, removeInside } from '../src/inside.js';
import { foundAt, leadsTo, straight } from '../src/leads-to.js';

describe('a folder that commands write to', () => {
  let outer: string;
  let root: string;
  const at = (name: string) => path.join(root, name);
  beforeEach(async () => {
    outer = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-inside-test-')));
    root = path.join(outer, 'root');
    await mkdir(at('real/inner'), { recursive: true });
    await mkdir(path.join(outer, 'theirs/inner'), { recursive: true });
    await writeFile(path.join(outer, 'theirs/inner/file'), 'theirs');
    await writeFile(at('real/inner/file'), 'ours');
    await symlink('../theirs', at('out'));
    await symlink(path.join(outer, 'theirs', 'gone'), at('dangling'));
    await symlink('loop', at('loop'));
    await symlink('real', at('alias'));
  });
  afterEach(() => rm(outer, { recursive: true }));

  it.each([
    ['real/inner/file', 'real/inner/file'],
    ['./real//inner/', 'real/inner'],
    ['alias/inner/file', 'real/inner/file'],
    ['new/folder', 'new/folder'],
    ['real/../real/inner', 'real/inner'],
    ['', ''],
  ])('has a place for the name "%s"', (name, place) => expect(leadsTo(root, name)).toBe(place));

  it.each(['out', 'out/inner/file', 'out/new', 'dangling', 'dangling/x', 'loop/x', 'real/inner/file/x', '../theirs'])(
    'has none for the name "%s", and nothing is made, read or removed there',
    async (name) => {
      expect(() => leadsTo(root, name)).toThrow(/leads (outside|nowhere|to itself|through a file)/);
      expect(isInside(root, name)).toBe(false);
      expect(plainText(root, name)).toBe('');
      expect(entriesOf(root, name)).toEqual([]);
      const inner = `${name}/inner`;
      expect([straight(root, inner), foundAt(root, inner), await makeFolder(root, inner)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      await removeInside(root, inner);
      expect(await readFile(path.join(outer, 'theirs/inner/file'), 'utf8')).toBe('theirs');
      expect(await readdir(path.join(outer, 'theirs'))).toEqual(['inner']);
    },
  );

  it('is no longer the same behind a link that stays in it, where folders have to be what they are named', async () => {
    expect(straight(root, 'alias/inner')).toBeUndefined();
    await removeInside(root, 'alias/inner');
    expect(plainText(root, 'alias/inner/file')).toBe('ours');
  });

  it('loses a link, and not what that leads to, where the link itself is to be removed', async () => {
    await removeInside(root, 'out/');
    expect(foundAt(root, 'out')).toBeUndefined();
    expect(await readFile(path.join(outer, 'theirs/inner/file'), 'utf8')).toBe('theirs');
  });

  it('has what a command wrote read, but no link, pipe, device or file without end', async () => {
    await symlink(at('real/inner/file'), at('link'));
    await symlink('/dev/zero', at('endless'));
    execFileSync('mkfifo', [at('pipe')]);
    await writeFile(at('huge'), '');
    await truncate(at('huge'), 1e12);
    expect(readPlain(root, 'real/inner/file')).toEqual(Buffer.from('ours'));
    for (const name of ['link', 'endless', 'pipe', 'missing', '.']) expect(readPlain(root, name)).toBe('none');
    expect(readPlain(root, 'huge')).toBe('too large');
  });
});
