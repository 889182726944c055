import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bubblewrapArguments } from '../../src/sandbox/bubblewrap.js';
import { confine, type Confinement } from '../../src/sandbox/confine.js';
import { homeOf } from '../../src/sandbox/home.js';
import { byPs } from '../../src/sandbox/usage.js';

// No Mac is asked: the rules are read as sandbox-exec reads them, of which the last that fits counts.
const base = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-seatbelt-test-')));
afterAll(() => rm(base, { recursive: true, force: true }));

const [root, cache, tmp, piv, shown, frozen] = ['root', 'cache', 'home', 'piv', 'shown', 'root/packages/made'].map(
  (name) => path.join(base, name),
) as [string, string, string, string, string, string];
for (const folder of [cache, tmp, piv, shown, path.join(frozen, '.cache')]) await mkdir(folder, { recursive: true });
await writeFile(path.join(root, '.git'), 'gitdir: /elsewhere\n');

const confinement = (more: Partial<Confinement> = {}): Confinement => ({
  mode: 'on',
  root,
  writable: [cache],
  readable: [shown],
  hidden: [piv],
  frozen: [frozen],
  replaced: { [path.join(shown, 'config')]: path.join(shown, 'config-for-commands') },
  scratch: [path.join(frozen, '.cache')],
  network: false,
  commandPath: [],
  ...more,
});

const launch = (more: Partial<Confinement> = {}) => confine('npm test', confinement(more), tmp, 'darwin');
const profileOf = (more: Partial<Confinement> = {}) => launch(more).args[1]!;

/** Whether the profile lets a file be read, written, or moved away. */
function allows(profile: string, operation: 'file-read*' | 'file-write*' | 'file-write-unlink', file: string): boolean {
  let allowed = false;
  for (const [, verb, rest = ''] of profile.matchAll(/^\((allow|deny) (.+)\)$/gm)) {
    const about =
      rest.split(' ').includes(operation) || (operation === 'file-write-unlink' && rest.includes('file-write*'));
    const [, kind, folder = ''] = /\((subpath|literal) "(.+?)"\)/.exec(rest) ?? [];
    const fits =
      kind === undefined
        ? !rest.includes('(')
        : file === folder || (kind === 'subpath' && file.startsWith(`${folder}/`));
    if (about && fits) allowed = verb === 'allow';
  }
  return allowed;
}

describe('a command on macOS', () => {
  it.each([
    ['the worktree', root, true, true],
    ['the cache', path.join(cache, 'x'), true, true],
    ['its own temporary folder', path.join(tmp, 'x'), true, true],
    ['the pointer to its git folder', path.join(root, '.git'), true, false],
    ['what set-up made', path.join(frozen, 'index.js'), true, false],
    ['a scratch folder in that', path.join(frozen, '.cache/x'), true, true],
    ['a folder that is shown', path.join(shown, 'x'), true, false],
    ['a file that another stands in for', path.join(shown, 'config'), false, false],
    ['the home of the person', path.join(homeOf() ?? '/root', 'x'), false, false],
    ['what it is not shown of a shared folder', path.join(base, 'other'), false, false],
    ['PIV_HOME', path.join(piv, 'spool'), false, false],
    ['temporary files of other programs', '/private/var/folders/ab/T/x', false, false],
    ['the system', '/usr/bin/env', true, false],
    ['another place of the disk', '/opt/x', true, false],
  ])('reads and writes of %s what it may, and no more', (_, file, read, write) => {
    const profile = profileOf();
    expect([allows(profile, 'file-read*', file), allows(profile, 'file-write*', file)]).toEqual([read, write]);
  });

  it('moves nothing out of the way with the folder around it', () => {
    for (const folder of [path.join(root, 'packages'), root]) {
      expect(allows(profileOf(), 'file-write-unlink', folder)).toBe(false);
    }
    expect(allows(profileOf(), 'file-write-unlink', path.join(root, 'src'))).toBe(true);
  });

  it('has no network, or that of the gate alone', () => {
    const sockets = (more: Partial<Confinement>) => profileOf(more).match(/^\(allow network.*$/gm);
    const own = [expect.stringContaining(`(subpath "${tmp}")`), expect.stringContaining(`(subpath "${tmp}")`)];
    expect(sockets({})).toEqual(own);
    expect(sockets({ network: ['x.org'], gate: '4711' })).toEqual([
      ...own,
      '(allow network-outbound (remote ip "localhost:4711"))',
    ]);
    expect(launch({ network: ['x.org'], gate: '4711' }).args.slice(-2)[0]).toMatch(/bridge\.mjs$/);
  });

  it('runs by sandbox-exec, with nothing of the profile left to what names hold', async () => {
    const odd = path.join(base, 'a"))(allow default)');
    await mkdir(odd);
    const { file, args } = launch({ readable: [odd] });
    expect([file, args[0], args[2]]).toEqual(['/usr/bin/sandbox-exec', '-p', 'bash']);
    expect(args[1]).toContain(`(allow file-read* (subpath "${base}/a\\"))(allow default)"))`);
  });

  it('is shown and refused the same paths as with bubblewrap', () => {
    const args = bubblewrapArguments(confinement());
    const masked = args.filter(
      (arg, at) => args[at - 1] === '--tmpfs' && !arg.startsWith('/dev') && !arg.startsWith('/proc'),
    );
    for (const folder of masked.filter((entry) => !entry.startsWith(root))) {
      expect(allows(profileOf(), 'file-read*', path.join(folder, 'not-there'))).toBe(false);
    }
    expect(masked.length).toBeGreaterThan(2);
  });
});

it('counts processes and memory where there is no /proc', async () => {
  const { processes, memoryMb } = await byPs(process.pid);
  expect(processes).toBeGreaterThanOrEqual(2);
  expect(memoryMb).toBeGreaterThan(20);
});
