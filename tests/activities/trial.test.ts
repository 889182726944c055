import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTrial } from '../../src/activities/trial.js';
import { openWorkspace } from '../../src/activities/workspace.js';
import { asStep } from '../../src/git/lease.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { runCommand } from '../../src/sandbox/run.js';
import { held } from './held.js';
import { openBench, withTexts, type Bench } from './bench.js';

const itConfines = (await sandboxProblem()) ? it.skip : it;

describe('a trial', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => bench.close());

  itConfines.each([
    ['the folder', (person: string) => `rm -r vendor && ln -s '${person}' vendor`],
    ['a file', (person: string) => `ln -sf '${person}/a.js' vendor/a.js`],
    ['a file, by a pipe', () => 'rm vendor/a.js && mkfifo vendor/a.js'],
    ['a file, by a folder', () => 'rm vendor/a.js && mkdir -p vendor/a.js/b'],
  ])("has its texts whatever the tests of the one before put in the place of %s, and a person's stay", (what, swap) =>
    asStep(async (signal) => {
      const { repo, place, commit, tree } = await bench.repository(what.replaceAll(/\W+/g, '-'));
      const was = 'was\n';
      const at = { name: 'task-001.check', commit, tree: await withTexts(repo, tree, { 'vendor/a.js': was }) };
      const person = path.join(bench.room, 'person');
      await mkdir(person, { recursive: true });
      await writeFile(path.join(person, 'a.js'), 'mine\n');
      const before = await held(person);

      const trial = await openTrial(() => openWorkspace(bench.dependencies(), place, at, signal), signal);
      const seen: string[] = [];
      for (const now of ['first\n', 'second\n', 'third\n']) {
        await trial([{ file: 'vendor/a.js', was, now }], async ({ confine }) => {
          const { output } = await runCommand(`cat vendor/a.js; ${swap(person)}`, confine, { timeoutMs: 20_000 });
          seen.push(output);
        });
      }
      expect(seen).toEqual(['first\n', 'second\n', 'third\n']);
      expect(await held(person)).toEqual(before);
    }),
  );
});
