import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { git } from '../../src/git/git.js';
import { TASK_QUEUE } from '../../src/workflows/messages.js';
import { quickScript } from '../helpers/quick-script.js';
import { openSwarm, type Swarm } from '../helpers/swarm.js';

jest.setTimeout(400_000);

let swarm: Swarm;
let repo: string;
beforeAll(async () => {
  swarm = await openSwarm({ script: quickScript() });
  repo = await swarm.repository();
});
afterAll(async () => swarm.close());

let count = 0;

/** Starts a workflow as any client may, and gives why it failed. */
async function refusal(input: unknown, workflowId = `feature-refused-${(count += 1)}`) {
  const options = { taskQueue: TASK_QUEUE, workflowId, args: [input] };
  const error = await swarm.client.workflow.execute('featureWorkflow', options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure)) {
    throw new Error('the workflow was not refused', { cause: error });
  }
  const { type, message } = error.cause;
  return { type, message };
}

/** A folder of the room, with what this command of git makes there. */
async function folder(name: string, command?: string[]): Promise<string> {
  const made = path.join(swarm.room, name);
  await mkdir(made);
  if (command) await git(made, command);
  return made;
}

/** A copy of the example with one more branch. */
async function withBranch(branch: string): Promise<string> {
  const made = await swarm.repository(`with-${branch.replace('/', '-')}`);
  await git(made, ['branch', branch]);
  return made;
}

const refsOf = (folderOf: string) => git(folderOf, ['for-each-ref']).catch(() => 'none');

type Input = Record<string, unknown> & { repo?: string };
interface Case {
  what: string;
  /** What the message has to say, the field's name first. */
  says: RegExp;
  input: () => Input | Promise<Input>;
  id?: string;
}

const CASES: Case[] = [
  { what: 'an empty request', says: /must not be empty.*request/, input: () => ({ request: '  ' }) },
  { what: 'a request that is no text', says: /expected string.*request/, input: () => ({ request: 7 }) },
  { what: 'a field that there is not', says: /Unrecognized key.*"colour"/, input: () => ({ colour: 'red' }) },
  { what: 'a name that is no slug', says: /must be a slug.*name/, input: () => ({ name: 'User Login' }) },
  {
    what: 'a name that does not fit the workflow id',
    says: /^name: .* has to be feature-login$/,
    input: () => ({ name: 'login' }),
    id: 'feature-logout',
  },
  {
    what: 'a domain that is none',
    says: /must be a domain, like registry\.example\.org.*network/,
    input: () => ({ network: ['http://registry.example.org/'] }),
  },
  { what: 'another workflow id', says: /^workflow id: "login" is not feature-<slug>/, input: () => ({}), id: 'login' },
  {
    what: 'a folder that there is not',
    says: /^repo: no such folder: .*nowhere$/,
    input: () => ({ repo: path.join(swarm.room, 'nowhere') }),
  },
  {
    what: 'a folder that is no repository',
    says: /^repo: not a git repository: .*git init/,
    input: async () => ({ repo: await folder('plain') }),
  },
  {
    what: 'a repository without a commit',
    says: /^repo: .* has no commits yet; make the first one/,
    input: async () => ({ repo: await folder('empty', ['init', '--quiet']) }),
  },
  { what: 'a base that there is not', says: /^base: no such commit in .*: v9$/, input: () => ({ base: 'v9' }) },
  {
    what: 'a branch called piv',
    says: /^repo: a branch called "piv" .* rename it: git branch -m piv/,
    input: async () => ({ repo: await withBranch('piv') }),
  },
  {
    what: 'a name whose branch an ended feature left',
    says: /^name: the branch piv\/login is taken; give another name, e.g. login-2$/,
    input: async () => ({ repo: await withBranch('piv/login') }),
    id: 'feature-login',
  },
];

describe('the workflow ends as Failed, before the model is asked or a ref is made, at', () => {
  it.each(CASES)('$what', async ({ says, input, id }) => {
    const given = { request: 'Add a login', repo, sandbox: 'off', ...(await input()) };
    const refs = await refsOf(given.repo);
    expect(await refusal(given, id)).toEqual({ type: 'InvalidInput', message: expect.stringMatching(says) });
    expect(await refsOf(given.repo)).toBe(refs);
    expect(swarm.model.requests).toEqual([]);
  });

  it('no input at all', async () => {
    expect(await refusal(undefined)).toEqual({ type: 'InvalidInput', message: expect.stringContaining('request') });
    expect(swarm.model.requests).toEqual([]);
  });

  it('a sandbox where there is no bubblewrap', async () => {
    const bin = await folder('without-bubblewrap');
    await symlink(path.join((await git(repo, ['--exec-path'])).trim(), 'git'), path.join(bin, 'git'));
    await swarm.worker!.stop();
    await swarm.startWorker({ PATH: bin });
    const refs = await refsOf(repo);
    const message = expect.stringMatching(/^sandbox: .*bubblewrap.*sandbox.* "off"/);
    expect(await refusal({ request: 'Add a login', repo })).toEqual({ type: 'InvalidInput', message });
    expect(await refsOf(repo)).toBe(refs);
    expect(swarm.model.requests).toEqual([]);
  });
});
