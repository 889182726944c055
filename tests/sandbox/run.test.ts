import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Confinement } from '../../src/sandbox/confine.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { runCommand } from '../../src/sandbox/run.js';
import { toolchainVariables } from '../../src/sandbox/toolchains.js';

// Where bubblewrap doesn't work, there is nothing to confine with: only mode "off" is tested there.
const problem = await sandboxProblem();
const itConfines = problem ? it.skip : it;
const modes = problem ? (['off'] as const) : (['on', 'off'] as const);

const base = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-sandbox-test-')));
afterAll(() => rm(base, { recursive: true, force: true }));

async function folder(name: string): Promise<string> {
  return mkdtemp(path.join(base, `${name}-`));
}

async function confinement(mode: 'on' | 'off', more: Partial<Confinement> = {}): Promise<Confinement> {
  return { mode, root: await folder('root'), readable: [], network: false, commandPath: [], ...more };
}

const limits = { timeoutMs: 20_000 };

/** The worker's user has this home as long as `use` runs. */
async function withHome<T>(home: string, use: () => Promise<T>): Promise<T> {
  const before = process.env['HOME'];
  process.env['HOME'] = home;
  try {
    return await use();
  } finally {
    process.env['HOME'] = before;
  }
}

describe.each(modes)('a command with the sandbox %s', (mode) => {
  it('runs in the root, writes there, and gives its exit code', async () => {
    const confine = await confinement(mode);
    const run = await runCommand('pwd; echo done > result; exit 7', confine, limits);
    expect(run).toMatchObject({ exitCode: 7, timedOut: false, output: `${confine.root}\n` });
    expect(await readFile(path.join(confine.root, 'result'), 'utf8')).toBe('done\n');
  });

  it('keeps the order of stdout and stderr, strips escapes, and survives broken UTF-8', async () => {
    const run = await runCommand(
      `echo 1; echo 2 >&2; echo 3; printf '\\033[31mred\\033[0m \\xff\\n'`,
      await confinement(mode),
      limits,
    );
    expect(run.output).toBe('1\n2\n3\nred \uFFFD\n');
  });

  it('keeps head and tail of a long output and counts what is left out', async () => {
    const run = await runCommand('seq 1 200000', await confinement(mode), { ...limits, maxOutput: 1_000 });
    expect(run.output).toMatch(/^1\n2\n3\n[^]*\n… 1287895 bytes left out …\n[^]*\n199999\n200000\n$/);
    expect(run.output.length).toBeLessThan(1_100);
  });

  it('inherits nothing but PATH and where toolchains are, and takes what it is given', async () => {
    process.env['PIV_TEST_SECRET'] = 'secret';
    const confine = await confinement(mode, { env: { GIVEN: 'yes' }, commandPath: ['/first/on/path'] });
    const { output } = await runCommand('env', confine, limits);
    delete process.env['PIV_TEST_SECRET'];
    const names = output.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    const known = ['OLDPWD', 'PWD', 'SHLVL', '_', ...Object.keys(toolchainVariables())];
    expect(names.filter((name) => !known.includes(name)).toSorted()).toEqual([
      'CI',
      'GIT_CEILING_DIRECTORIES',
      'GIVEN',
      'HOME',
      'LANG',
      'NO_COLOR',
      'PATH',
      'TMPDIR',
    ]);
    expect(output).toContain('PATH=/first/on/path:');
  });

  it('has no stdin to wait for', async () => {
    expect((await runCommand('cat; echo end', await confinement(mode), limits)).output).toBe('end\n');
  });

  it('has a private TMPDIR that is gone afterwards', async () => {
    const { output } = await runCommand('f=$(mktemp) && echo $f', await confinement(mode), limits);
    expect(output.trim()).toMatch(/^\/./);
    expect(existsSync(output.trim())).toBe(false);
  });

  it('is ended at its timeout, with all that it started', async () => {
    const confine = await confinement(mode);
    const command = '(sleep 4; touch late) & sleep 60';
    const run = await runCommand(command, confine, { timeoutMs: 500 });
    expect(run.timedOut).toBe(true);
    expect(run.exitCode).not.toBe(0);
    await expectNoChild(confine.root);
  });

  it('is killed when it ignores SIGTERM', async () => {
    const confine = await confinement(mode);
    const run = await runCommand(`trap '' TERM; while true; do sleep 0.1; done`, confine, { timeoutMs: 300 });
    expect(run.timedOut).toBe(true);
    await expectNoChild(confine.root);
  }, 15_000);

  it('is ended by an abort, which rejects with its reason', async () => {
    const confine = await confinement(mode);
    const abort = new AbortController();
    const run = runCommand('touch started; sleep 60', confine, { ...limits, signal: abort.signal });
    while (!existsSync(path.join(confine.root, 'started'))) await new Promise((done) => setTimeout(done, 20));
    abort.abort(new Error('the worker shuts down'));
    await expect(run).rejects.toThrow('the worker shuts down');
    await expectNoChild(confine.root);
  });

  it('is not started after an abort', async () => {
    const confine = await confinement(mode);
    const run = runCommand('touch started', confine, { ...limits, signal: AbortSignal.abort(new Error('too late')) });
    await expect(run).rejects.toThrow('too late');
    expect(existsSync(path.join(confine.root, 'started'))).toBe(false);
  });

  it('leaves no background process when it ends', async () => {
    const confine = await confinement(mode);
    expect((await runCommand('sleep 60 & echo ok', confine, limits)).output).toBe('ok\n');
    await expectNoChild(confine.root);
  });
});

/** No process is left whose working directory is the root. */
async function expectNoChild(root: string): Promise<void> {
  const { output } = await runCommand(
    `for p in /proc/[0-9]*; do [ "$(readlink $p/cwd)" = '${root}' ] && cat $p/cmdline; done 2>/dev/null; true`,
    { mode: 'off', root: base, readable: [], network: false, commandPath: [] },
    limits,
  );
  expect(output).toBe('');
}

describe('the sandbox', () => {
  itConfines('refuses writes outside the root', async () => {
    const outside = `/piv-outside-${process.pid}`;
    const run = await runCommand(`touch '${outside}'`, await confinement('on'), limits);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('Read-only file system');
    expect(existsSync(outside)).toBe(false);
  });

  itConfines('lets nothing reach the home, which a folder of its own may hide', async () => {
    const outside = path.join(homedir(), `piv-outside-${process.pid}`);
    await runCommand(`touch '${outside}'`, await confinement('on'), limits);
    expect(existsSync(outside)).toBe(false);
  });

  itConfines('lets a report folder be written, and shows other paths of /tmp only if they are readable', async () => {
    const [report, hidden, shown] = [await folder('report'), await folder('hidden'), await folder('shown')];
    for (const place of [hidden, shown]) await writeFile(path.join(place, 'file'), path.basename(place));
    const confine = await confinement('on', { writable: [report], readable: [shown] });
    const run = await runCommand(
      `echo x > '${report}/r'; cat '${shown}/file'; cat '${hidden}/file'; echo y > '${shown}/new'`,
      confine,
      limits,
    );
    expect(await readFile(path.join(report, 'r'), 'utf8')).toBe('x\n');
    expect(run.output).toContain(path.basename(shown));
    expect(run.output).not.toContain(`${path.basename(hidden)}\n`);
    expect(existsSync(path.join(shown, 'new'))).toBe(false);
  });

  itConfines('keeps .git read-only, as a folder and as a file', async () => {
    const confine = await confinement('on');
    await mkdir(path.join(confine.root, '.git'));
    const run = await runCommand('touch .git/config; rm -rf .git; touch ok', confine, limits);
    expect(run.exitCode).toBe(0);
    expect(existsSync(path.join(confine.root, '.git/config'))).toBe(false);
    expect(existsSync(path.join(confine.root, '.git'))).toBe(true);
    const worktree = await confinement('on');
    await writeFile(path.join(worktree.root, '.git'), 'gitdir: /somewhere');
    await runCommand('echo "gitdir: /elsewhere" > .git', worktree, limits);
    expect(await readFile(path.join(worktree.root, '.git'), 'utf8')).toBe('gitdir: /somewhere');
  });

  itConfines('hides the secrets of a home, even where the home itself is readable or the root', async () => {
    const home = await folder('home');
    await mkdir(path.join(home, '.ssh'));
    await writeFile(path.join(home, '.ssh/id'), 'PRIVATE');
    await writeFile(path.join(home, '.npmrc'), 'TOKEN');
    await writeFile(path.join(home, 'notes'), 'NOTES');
    await withHome(home, async () => {
      for (const more of [{ readable: [home] }, { root: home }]) {
        const confine = await confinement('on', more);
        const files = ['.ssh/id', '.npmrc', 'notes'].map((name) => `'${home}/${name}'`).join(' ');
        expect((await runCommand(`cat ${files} 2>/dev/null`, confine, limits)).output).toBe('NOTES');
      }
    });
  });

  itConfines('reaches no socket of the host, whatever domains it may reach', async () => {
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const command = `timeout 5 cat < /dev/tcp/127.0.0.1/${port}`;
    for (const network of [false, ['example.org']] as const) {
      const confine = await confinement('on', { network: network && [...network] });
      expect((await runCommand(command, confine, limits)).output).toContain('Connection refused');
    }
    expect((await runCommand(command, await confinement('off'), limits)).output).toBe('hello');
    server.close();
  });

  itConfines('hides a socket in a folder that it may read', async () => {
    const near = await folder('near');
    const server = createServer((socket) => socket.end('hello')).listen(path.join(near, 's'));
    await new Promise((done) => server.once('listening', done));
    const connect = `require('net').connect('${near}/s').on('error', console.log).on('data', (d) => console.log('' + d))`;
    const confine = await confinement('on', { readable: [near] });
    expect((await runCommand(`node -e "${connect}"`, confine, limits)).output).toContain('ECONNREFUSED');
    server.close();
  });

  itConfines('tells of certificates where there is a network, and of nothing where there is none', async () => {
    process.env['SSL_CERT_FILE'] = '/etc/ssl/certs/own.pem';
    try {
      const run = async (network: false | string[]) =>
        (await runCommand('echo "[$SSL_CERT_FILE]"', await confinement('on', { network }), limits)).output;
      expect(await run(['example.org'])).toBe('[/etc/ssl/certs/own.pem]\n');
      expect(await run(false)).toBe('[]\n');
    } finally {
      delete process.env['SSL_CERT_FILE'];
    }
  });

  itConfines('finds programs on a command path under /tmp, through links too', async () => {
    const [programs, links] = [await folder('programs'), await folder('links')];
    await writeFile(path.join(programs, 'hello'), '#!/bin/sh\necho hello from a program\n', { mode: 0o755 });
    await symlink(programs, path.join(links, 'bin'));
    for (const entry of [programs, path.join(links, 'bin')]) {
      const run = await runCommand('hello', await confinement('on', { commandPath: [entry] }), limits);
      expect(run.output).toBe('hello from a program\n');
    }
  });

  itConfines('works where the root is inside a readable folder, and a readable folder inside the root', async () => {
    const outer = await folder('outer');
    const root = path.join(outer, 'root');
    await mkdir(path.join(root, 'inner'), { recursive: true });
    const confine = await confinement('on', { root, readable: [outer, path.join(root, 'inner')] });
    const run = await runCommand('touch a inner/b && ! touch ../c', confine, limits);
    expect(run.exitCode).toBe(0);
  });

  itConfines('lets nobody make a user namespace of their own', async () => {
    expect((await runCommand('unshare -Ur true', await confinement('on'), limits)).exitCode).not.toBe(0);
  });

  itConfines('leaves no process that left its group', async () => {
    const confine = await confinement('on');
    await runCommand('setsid sleep 60 & echo ok', confine, limits);
    await expectNoChild(confine.root);
  });

  it('that cannot be set up is an error, not a failed command', async () => {
    const confine = await confinement('on', { writable: [path.join(base, 'not-there')] });
    await expect(runCommand('true', confine, limits)).rejects.toThrow(/sandbox: "off"/);
  });
});

/** Only root can make a folder of somebody else. */
const itAsRoot = problem || process.getuid?.() !== 0 ? it.skip : it;

itAsRoot(
  "starts beside a socket in somebody else's closed folder, which can be neither reached nor hidden",
  async () => {
    const closed = await mkdtemp('/var/lib/piv-closed-');
    const server = createServer().listen(path.join(closed, 'socket'));
    try {
      await chmod(closed, 0o700);
      await chown(closed, 65_534, 65_534);
      const command = `cat ${closed}/socket; ls ${closed}; echo started`;
      const run = await runCommand(command, await confinement('on'), limits);
      expect(run.output).toMatch(/Permission denied[^]*started\n$/);
    } finally {
      server.close();
      await rm(closed, { recursive: true });
    }
  },
);
