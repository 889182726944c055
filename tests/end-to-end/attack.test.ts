import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { ATTACKS } from '../../scripts/attack/all.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { root } from '#scripts/places.mjs';

it('every attack has an id of its own', () => expect(new Set(ATTACKS.map(({ id }) => id)).size).toBe(ATTACKS.length));

// Where bubblewrap doesn't work, there is nothing to hold an attack.
const itHolds = (await sandboxProblem()) ? it.skip : it;

itHolds(
  'every quick attack is held, and works where nothing holds it',
  async () => {
    // In a process of its own: it has another home, whose secrets are to be hidden.
    const main = path.join(root, 'dist', 'scripts', 'attack.js');
    const { stdout } = await promisify(execFile)(process.execPath, [main, '--short']).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toMatch(/^PASSED: /m);
    const [, attacks, controls] = /^PASSED: (\d+) attacks, 0 escapes, (\d+) controls$/m.exec(stdout) ?? [stdout];
    expect(Number(attacks)).toBeGreaterThan(60);
    expect(controls).toBe(attacks);
  },
  900_000,
);
