import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Reply } from '../../examples/scripted-model/script.js';
import { run } from '../../examples/user-authentication/script/calls.js';
import { git } from '../../src/git/git.js';
import { QUICK_BRIEF, quickScript } from '../helpers/quick-script.js';
import { blocked, openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';

jest.setTimeout(400_000);

const MAKE_DEPENDENCY = `import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('node_modules/answer', { recursive: true });
writeFileSync('node_modules/answer/index.js', 'module.exports = 42;');
`;
const TEST = `import assert from 'node:assert/strict';
import test from 'node:test';
import answer from 'answer';
test('the dependency is there', () => assert.equal(answer, 42));
`;

/** A model that knows of the set-up, and looks in its worktrees at what that made. */
function script(setup: string) {
  const { commands, ...brief } = QUICK_BRIEF;
  const quick = quickScript(1, { ...brief, commands: { ...commands, setup: { command: setup, source: 'README.md' } } });
  const looking = ([first, ...rest]: Reply[]): Reply[] => [
    { calls: [run('cat node_modules/answer/index.js')] },
    { ...first, expect: 'module.exports = 42;' },
    ...rest,
  ];
  const stages = ['task-001/red/1', 'task-001/green/1'];
  return { ...quick, ...Object.fromEntries(stages.map((key) => [key, looking(quick[key]!)])) };
}

describe('a repository whose tests need what its set-up makes', () => {
  let swarm: Swarm;
  let repo: string;
  let tools: string;
  beforeAll(async () => {
    const scripts = { own: script('node make-dependency.js'), missing: script('make-dependency') };
    swarm = await openSwarm({ script: (feature) => scripts[feature as keyof typeof scripts] });
    repo = await swarm.repository();
    await writeFile(path.join(repo, 'make-dependency.js'), MAKE_DEPENDENCY);
    await writeFile(path.join(repo, 'test', 'unit', 'dependency.test.js'), TEST);
    await git(repo, ['add', '--all']);
    await git(repo, ['commit', '--quiet', '--message', 'build: Need a dependency'], { userConfig: true });
    tools = path.join(swarm.room, 'tools');
    await mkdir(tools);
    await swarm.worker!.stop();
    await swarm.startWorker({ PIV_COMMAND_PATH: tools });
  });
  afterAll(async () => swarm.close());

  it('has it in every worktree and in none of its commits', async () => {
    const feature = await swarm.start({ repo, name: 'own', autoApprove: true });
    const { baseline, validation } = await until(feature, passed);
    expect(baseline).toMatchObject({ tests: { passed: 25, failed: [] } });
    expect(validation).toMatchObject({ verdict: 'PASSED' });
    const files = await git(repo, ['diff', '--name-only', 'main..piv/own']);
    expect(files.trim().split('\n')).toEqual(['src/models/user.js', 'test/unit/user-model.test.js']);
    expect(swarm.model.violations).toEqual([]);
  });

  it('blocks while the set-up fails, with what it said, and goes on by retry after that is mended', async () => {
    const feature = await swarm.start({ repo, name: 'missing', setupNetwork: false });
    const { phase, waitingFor } = await until(feature, blocked);
    expect({ phase, what: waitingFor!.what }).toEqual({ phase: 'prime', what: 'person' });
    expect(waitingFor!.text).toMatch(
      /^set-up "make-dependency" ended with exit code 127 .*--setup-network.*not found/s,
    );

    await writeFile(path.join(tools, 'make-dependency'), '#!/bin/sh\nexec node make-dependency.js\n');
    await chmod(path.join(tools, 'make-dependency'), 0o755);
    await feature.retry();
    const { baseline } = await until(feature, (status) => status.waitingFor?.what === 'approval');
    expect(baseline).toMatchObject({ tests: { passed: 25, failed: [] } });
  });
});
