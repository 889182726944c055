import { chmod, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { statedAt } from '../../src/activities/stated-at.js';
import { git } from '../../src/git/git.js';
import { completeTree } from '../../src/git/partial.js';
import { peculiaritiesOf } from '../../src/git/peculiarities.js';
import { openRepository, resolveBase, treeOf } from '../../src/git/repository.js';
import { openRoom, type Room } from './room.js';

describe('a partial clone', () => {
  let room: Room;
  let ssh: string | undefined;
  beforeEach(async () => {
    room = await openRoom({ 'piv.config.yaml': 'mutants: 0\n', 'deep/b.txt': 'b\n' });
    await git(room.repo.root, ['config', 'uploadpack.allowFilter', 'true']);
    // Access that only the user has: git comes to the remote by this program alone.
    const program = path.join(room.folder, 'ssh');
    await writeFile(program, '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n');
    await chmod(program, 0o700);
    ssh = process.env['GIT_SSH_COMMAND'];
    process.env['GIT_SSH_COMMAND'] = program;
  });
  afterEach(async () => {
    process.env['GIT_SSH_COMMAND'] = ssh;
    if (ssh === undefined) delete process.env['GIT_SSH_COMMAND'];
    await room.remove();
  });

  async function clone(filter: string) {
    const dir = path.join(room.folder, 'partial');
    const from = `file://${room.repo.root}`;
    await git(room.folder, ['clone', '--quiet', `--filter=${filter}`, '--no-checkout', from, dir]);
    await git(dir, ['config', 'remote.origin.url', `nowhere.invalid:${room.repo.root}`]);
    const repo = await openRepository(dir);
    return { repo, base: await resolveBase(repo) };
  }

  it.each(['blob:none', 'tree:0'])('gets what a step may need with the access of the user: %s', async (filter) => {
    const { repo, base } = await clone(filter);
    await completeTree(repo, base);
    await rename(room.repo.root, `${room.repo.root}.away`);
    expect(await statedAt(repo, await treeOf(repo, base))).toEqual({ commands: {}, mutants: 0 });
    expect(await peculiaritiesOf(repo, base)).toEqual([expect.stringContaining('partial clone')]);
  });

  it('is an error where its remote is away, and never a repository that states nothing', async () => {
    const { repo, base } = await clone('blob:none');
    await rename(room.repo.root, `${room.repo.root}.away`);
    await expect(completeTree(repo, base)).rejects.toMatchObject({ type: 'RemoteRefused' });
    await expect(statedAt(repo, await treeOf(repo, base))).rejects.toThrow('could not fetch');
  });
});
