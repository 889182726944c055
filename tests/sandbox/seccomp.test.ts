import { afterAll, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { confine } from '../../src/sandbox/confine.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { userNamespaceFilter } from '../../src/sandbox/seccomp.js';

const itConfines = (await sandboxProblem()) || process.platform !== 'linux' ? it.skip : it;
const base = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-seccomp-test-')));
afterAll(() => rm(base, { recursive: true, force: true }));

const NEW_USER = 0x1000_0000;
const [X64, I386, ARM64, ARM] = [0xc000_003e, 0x4000_0003, 0xc000_00b7, 0x4000_0028];

/** Does as the kernel does: what it would say to a call. */
function answer(filter: Buffer, call: { arch: number; number: number; flags?: number }): string {
  const data = { 0: call.number, 4: call.arch, 16: call.flags ?? 0 } as Record<number, number>;
  for (let [at, loaded] = [0, 0]; ; at += 1) {
    const [code, value] = [filter.readUInt16LE(at * 8), filter.readUInt32LE(at * 8 + 4)];
    if (code === 0x06) return value === 0x7fff_0000 ? 'allowed' : value === 0x0005_0001 ? 'EPERM' : 'ENOSYS';
    if (code === 0x20) loaded = data[value]!;
    else {
      const holds = { 0x15: loaded === value, 0x35: loaded >= value, 0x45: (loaded & value) !== 0 }[code];
      at += filter.readUInt8(at * 8 + (holds ? 2 : 3));
    }
  }
}

it.each([
  ['x64', X64, { clone: 56, unshare: 272, read: 0 }],
  ['x64', I386, { clone: 120, unshare: 310, read: 3 }],
  ['arm64', ARM64, { clone: 220, unshare: 97, read: 63 }],
  ['arm64', ARM, { clone: 120, unshare: 337, read: 3 }],
] as const)('on %s, nobody makes a user namespace by a call of ABI %i', (machine, arch, { clone, unshare, read }) => {
  const filter = userNamespaceFilter(machine);
  const say = (number: number, flags?: number) => answer(filter, { arch, number, ...(flags ? { flags } : {}) });
  expect([say(clone, NEW_USER + 17), say(unshare, NEW_USER)]).toEqual(['EPERM', 'EPERM']);
  expect([say(clone, 17), say(unshare, 0x200), say(read)]).toEqual(['allowed', 'allowed', 'allowed']);
  expect(say(435)).toBe('ENOSYS');
});

it('knows no call of another ABI', () => {
  const x32 = { arch: X64, number: 0x4000_0000 + 272, flags: NEW_USER };
  expect(answer(userNamespaceFilter('x64'), x32)).toBe('ENOSYS');
  expect(answer(userNamespaceFilter('x64'), { arch: ARM64, number: 63 })).toBe('ENOSYS');
  expect(() => userNamespaceFilter('s390x')).toThrow(/not those of s390x/);
});

/** As a container has it: a part of /proc is covered, so nobody in it may mount one, and /proc/sys is read-only. */
const CONTAINER =
  '--unshare-user --unshare-pid --bind / / --dev /dev --proc /proc --ro-bind /dev/null /proc/uptime ' +
  '--ro-bind /proc/sys /proc/sys --';

itConfines('holds in a container that lets nobody mount a /proc, where it is told to do without', () => {
  writeFileSync(path.join(base, 'filter'), userNamespaceFilter());
  const run = (command: string, container: boolean) => {
    const parts = {
      mode: 'on' as const,
      container,
      root: base,
      readable: [],
      network: false as const,
      commandPath: [],
    };
    const { file, args, env } = confine(command, parts);
    const filter = openSync(path.join(base, 'filter'), 'r');
    const ran = spawnSync('bwrap', [...CONTAINER.split(' '), file, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', filter, 'pipe'],
    });
    closeSync(filter);
    return String(ran.stdout) + String(ran.stderr);
  };
  expect(run('echo ran', false)).toMatch(/^bwrap: Can't mount proc/);
  const tries = 'wc -l < /proc/net/dev; cat /proc/1/environ; echo 1 > /proc/sys/vm/overcommit_memory; unshare -U true';
  expect(run(tries, true)).toMatch(/^3\n.*Permission denied\n.*Read-only file system\n.*Operation not permitted\n/);
});
