import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { snapshotTree } from '../../src/git/snapshot.js';
import { runCommand } from '../../src/sandbox/run.js';
import { shell, ways, type Attack } from './attack.js';
import { confinementOf, put, type Ground } from './ground.js';
import { plainGit } from './plain.js';
import { hold, limited, reached, WIDE } from './t11-resources.js';

const slow = (attack: Attack): Attack => ({ ...attack, slow: true });

const together = async (ground: Ground, mode: 'on' | 'off', limits: typeof WIDE) => {
  const one = async () =>
    (
      await runCommand(
        `${hold(150)} && echo reached`,
        { ...confinementOf(ground, mode), limits },
        { timeoutMs: 20_000 },
      )
    ).output;
  return (await Promise.all([one(), one()])).map((output) => output.trim()).join(' ');
};

/** T11 as well: what no single process or file shows. */
export const sums: Attack[] = [
  slow(
    limited({
      id: 'T11-16',
      title: 'a command takes memory by /tmp, /dev/shm and itself, a part each',
      command: `for f in $TMPDIR /dev/shm; do for i in $(seq 22); do head -c 4M /dev/zero > $f/piv-part-$$-$i; done; done; ${hold(60)} && echo reached; rm -f {$TMPDIR,/dev/shm}/piv-part-$$-*`,
      escaped: reached,
    }),
  ),
  slow(
    limited({
      id: 'T11-17',
      title: 'a command shares the memory that it takes between its processes',
      command: `python3 -c 'import mmap,time; m=mmap.mmap(-1,int(350e6)); m.write(bytes(int(350e6))); time.sleep(1)' && echo reached`,
      escaped: reached,
    }),
  ),
  slow(
    ways('T11-18', 'several commands take memory at the same time', {
      ours: (ground) => together(ground, 'on', { ...WIDE, allMemoryMb: 250 }),
      plain: (ground) => together(ground, 'off', WIDE),
      escaped: (_, given) => given === 'reached reached',
    }),
  ),
  ways('T11-19', "files of a turn that git doesn't ignore fill the person's repository", {
    prepare: ({ root }) => put(path.join(root, 'out', 'big'), randomBytes(3e6).toString('hex')),
    ours: ({ worktree }) => snapshotTree(worktree, { mb: 1, files: 100 }),
    plain: ({ root }) => plainGit(root, 'add', '--all'),
    escaped: ({ repo }) => Number(/^size: (\d+)$/m.exec(plainGit(repo.gitDir, 'count-objects', '-v'))?.[1]) > 2_000,
  }),
  shell({
    id: 'T11-20',
    title: 'a command makes a user namespace, to be root in it and mount',
    commands: () => ['unshare -Urm sh -c "mount -t tmpfs none . && echo reached"'],
    escaped: reached,
  }),
];
