import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Confinement } from '../../src/sandbox/confine.js';
import { LIMITS } from '../../src/sandbox/limits.js';
import { hiddenFolders } from '../../src/sandbox/masks.js';
import { arrange, type Mount } from '../../src/sandbox/mounts.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { notReadable } from '../../src/sandbox/readable.js';
import { runCommand } from '../../src/sandbox/run.js';

const itConfines = (await sandboxProblem()) ? it.skip : it;

const base = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-home-test-')));
const home = path.join(base, 'home');
const before = { ...process.env };

/** A home with a person's things in it, and what they have installed in the many ways there are. */
beforeAll(async () => {
  for (const [file, text] of Object.entries({
    'code/other/.env': 'SECRET',
    'code/other/.git/HEAD': '',
    'code/other/lib/x': '',
    '.zsh_history': 'SECRET',
    '.config/stripe/config.toml': 'SECRET',
    '.cargo/credentials.toml': 'SECRET',
    '.sdkman/etc/config': 'shown',
    '.rustup/settings.toml': 'shown',
    'data/model.bin': 'shown',
    'data/.npmrc': 'shown',
    'jdk/lib/modules': 'shown',
    '.local/share/keyrings/login': 'SECRET',
    '.local/share/pipx/venvs/tool/pyvenv.cfg': 'shown',
    'apps/single/notes': 'SECRET',
    'node/lib/cli.js': 'shown',
  })) {
    await put(file, text);
  }
  const programs = {
    '.cargo/bin/cargo': 'rust',
    'jdk/bin/java': 'java',
    '.local/bin/own': 'own',
    '.local/share/pipx/venvs/tool/bin/tool': 'pipx',
    'apps/single/run.sh': 'single',
    'code/other/bin/script': 'checkout',
    'code/other/run': 'checkout itself',
    'node/bin/node20': 'node',
  };
  for (const [file, says] of Object.entries(programs)) await put(file, `#!/bin/sh\necho ${says}\n`, 0o755);
  await link('.local/share/pipx/venvs/tool/bin/tool', '.local/bin/tool');
  await link('apps/single/run.sh', '.local/bin/single');
  await link('.ssh/id', '.local/bin/id-of-ssh');
  await put('.ssh/id', 'SECRET');
  await link('node', '.current/node');
  const onPath = ['.cargo/bin', 'jdk/bin', '.local/bin', 'code/other/bin', 'code/other', '.current/node/bin', ''];
  const folders = onPath.map((folder) => path.join(home, folder));
  process.env['HOME'] = home;
  process.env['PATH'] = [...folders, before['PATH']].join(path.delimiter);
  for (const name of ['RUSTUP_HOME', 'JAVA_HOME', 'N_PREFIX']) delete process.env[name];
});
afterAll(async () => {
  process.env = before;
  await rm(base, { recursive: true, force: true });
});

async function put(file: string, text: string, mode = 0o644): Promise<void> {
  const at = path.join(home, file);
  await mkdir(path.dirname(at), { recursive: true });
  await writeFile(at, text, { mode });
}

async function link(target: string, at: string): Promise<void> {
  await mkdir(path.dirname(path.join(home, at)), { recursive: true });
  await symlink(path.join(home, target), path.join(home, at));
}

async function say(command: string, more: Partial<Confinement> = {}): Promise<string> {
  const root = await mkdtemp(path.join(base, 'root-'));
  const confine: Confinement = { mode: 'on', root, readable: [], network: false, commandPath: [], ...more };
  return (await runCommand(command, confine, { timeoutMs: 20_000 })).output;
}

describe('of the home of a person a command', () => {
  itConfines('sees no other checkout, no history, no settings, though they be on its PATH', async () => {
    expect(await say('grep -rl SECRET ~; cat ~/code/other/.env ~/.ssh/id 2>&1; ls -A ~/code/other')).toBe(
      [
        `cat: ${home}/code/other/.env: No such file or directory`,
        `cat: ${home}/.ssh/id: No such file or directory`,
        'bin',
        '',
      ].join('\n'),
    );
  });

  itConfines('runs the toolchains that PATH leads to, through links too', async () => {
    const programs = 'cargo; java; own; tool; single; script; node20';
    expect(await say(programs)).toBe('rust\njava\nown\npipx\nsingle\ncheckout\nnode\n');
    expect(await say('cat ~/.rustup/settings.toml ~/jdk/lib/modules ~/.current/node/bin/../lib/cli.js')).toBe(
      'shown'.repeat(3),
    );
  });

  itConfines('sees no more of a folder with one program in it, and nothing of one that holds all', async () => {
    expect(await say('ls -A ~/apps/single ~/.local/share')).toBe(
      [`${home}/.local/share:`, 'pipx', '', `${home}/apps/single:`, 'run.sh', ''].join('\n'),
    );
    process.env['N_PREFIX'] = path.join(home, '.local');
    expect(await say('cat ~/.local/share/keyrings/login 2>&1')).toContain('No such file');
    delete process.env['N_PREFIX'];
  });

  itConfines('sees what is named, with the secrets in it hidden', async () => {
    const readable = ['data', '.cargo'].map((name) => path.join(home, name));
    expect(
      await say('cat ~/data/model.bin ~/.cargo/credentials.toml 2>&-; ls -A ~/.cargo; touch ~/data/x', { readable }),
    ).toBe(`shownbin\ncredentials.toml\ntouch: cannot touch '${home}/data/x': Read-only file system\n`);
  });

  itConfines('may write, and leaves nothing there', async () => {
    expect(await say('mkdir -p ~/.config/tool && echo kept > ~/.config/tool/file && cat ~/.config/tool/file')).toBe(
      'kept\n',
    );
    expect(await say('cat ~/.config/tool/file 2>&1')).toContain('No such file');
  });

  itConfines('may write as much as its memory is, which that counts as', async () => {
    const limits = { ...LIMITS, memoryMb: 300, fileMb: 200 };
    const fill = (folder: string) => `head -c 110M /dev/zero > ${folder}/fill`;
    expect(await say(`${fill('~')} && ${fill('/tmp')} && ${fill('/dev/shm')} && sleep 20`, { limits })).toBe(
      '\n[killed: more than 300 MB of memory (PIV_COMMAND_MEMORY_MB)]\n',
    );
  });

  itConfines('is told of toolchains in both modes, since one of them has another home', async () => {
    for (const mode of ['on', 'off'] as const) {
      expect(await say('cat "$RUSTUP_HOME/settings.toml" "$SDKMAN_DIR/etc/config"', { mode })).toBe('shownshown');
    }
  });
});

describe('what a repository says that it needs', () => {
  it('is refused as long as the person has not named it, or a folder that it is in', () => {
    const needed = ['~/data/model.bin', '~/.rustup', '~/jdk/lib', '/usr/share', '/mnt/data'];
    expect(notReadable(needed, [])).toEqual(['~/data/model.bin', '/mnt/data']);
    expect(notReadable(needed, [path.join(home, 'data'), '/mnt'])).toEqual([]);
  });
});

describe('of the machine', () => {
  it('hides the folders at the top that are not the system’s, and homes of others', () => {
    const hidden = hiddenFolders([]);
    expect(hidden).toEqual(expect.arrayContaining(['/home', '/root', '/tmp', home]));
    const top = readdirSync('/', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(top.map(({ name }) => `/${name}`).filter((folder) => !hidden.includes(folder))).toEqual(
      expect.not.arrayContaining(['/mnt', '/media', '/srv', '/work', '/workspace', '/data']),
    );
  });

  it('never hides what programs start from, whatever is asked for', () => {
    const asked = ['/', '/usr', '/opt', '/usr/lib/node_modules/x', '/etc', '/usr/src/app'];
    expect(hiddenFolders(asked).filter((folder) => asked.includes(folder))).toEqual(['/usr/src/app']);
  });
});

describe('rules about what shows', () => {
  const rule = (at: string, kind: Mount['kind']): Mount => ({
    path: at,
    kind,
    may: 'read',
    args: () => [`${kind} ${at}`],
  });
  const arranged = (mounts: Mount[]) => arrange(mounts).flatMap((mount) => mount.args());

  it('come outermost first, and only where an outer one does not say the same', () => {
    const mounts = [
      rule('/home/u/.ssh', 'hide'),
      rule('/home/u/tools/bin', 'show'),
      rule('/home/u/tools', 'show'),
      rule('/home/u/tools/.netrc', 'hide'),
      rule('/home', 'hide'),
      rule('/usr/share', 'show'),
      rule('/home/u/work', 'always'),
      rule('/home/u/work/readable', 'show'),
      rule('/home/u/dev/a', 'link'),
      rule('/home/u/dev/a/b', 'link'),
      rule('/home/u', 'home'),
    ];
    expect(arranged(mounts)).toEqual([
      'hide /home',
      'home /home/u',
      'show /home/u/tools',
      'always /home/u/work',
      'hide /home/u/tools/.netrc',
      'link /home/u/dev/a',
    ]);
  });

  it('give way to a later one about the same path', () => {
    expect(arranged([rule('/home', 'hide'), rule('/home', 'show')])).toEqual([]);
    expect(arranged([rule('/home/u', 'hide'), rule('/home', 'hide'), rule('/home/u', 'show')])).toEqual([
      'hide /home',
      'show /home/u',
    ]);
  });
});
