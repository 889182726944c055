import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run } from '../../examples/user-authentication/script/calls.js';
import type { TranscriptPage } from '../../src/conversation.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import type { Status, ToolResult } from '../../src/types.js';
import { smallScript } from '../helpers/small-script.js';
import { openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';

/** Also beside other tests, on a slow machine. */
const PATIENCE = 400_000;
// Where bubblewrap doesn't work, there is nothing to confine with.
const works = !(await sandboxProblem());
const itConfines = works ? it : it.skip;

interface Played {
  status: Status;
  /** What the tools answered. */
  said: string[];
}

describe('the commands of an agent', () => {
  let swarm: Swarm;
  let repo: string;
  let service: Server;
  const called: string[] = [];
  let hooksBefore: string[];
  let played: Record<'confined' | 'unconfined', Promise<Played> | undefined>;
  const outside = (name: string) => path.join(swarm.room, `written-by-${name}`);
  const hooks = () => path.join(repo, '.git', 'hooks');

  beforeAll(async () => {
    service = createServer(({ url }, response) => response.end(`call ${called.push(url!)}`)).listen(0, '127.0.0.1');
    await once(service, 'listening');
    const { port } = service.address() as AddressInfo;
    swarm = await openSwarm({ script: (name) => withCommands(smallScript(1), attempts(name, port)) });
    repo = await swarm.repository();
    hooksBefore = await readdir(hooks());
    played = { confined: works ? play('confined', 'on') : undefined, unconfined: play('unconfined', 'off') };
  }, PATIENCE);
  afterAll(async () => {
    await swarm.close();
    service.close();
  });

  const attempts = (name: string, port: number) => [
    run(`mkdir -p '${swarm.room}' && echo mine > '${outside(name)}'`),
    run(`node -e "fetch('http://127.0.0.1:${port}/${name}').then((r) => r.text()).then(console.log)"`),
    run('echo mine > test/inside.test.js && rm test/inside.test.js && echo could write inside'),
    ...(name === 'confined' ? [run(`echo mine > '${hooks()}/post-commit'`), run('echo mine > .git')] : []),
  ];

  itConfines(
    'run confined: nothing is written outside the worktree, none into .git, and there is no network',
    async () => {
      const { status, said } = (await played.confined)!;
      const [, network, inside, hook, pointer] = said;
      expect(status.sandbox).toBe('on');
      expect(existsSync(outside('confined'))).toBe(false);
      expect(network).toContain('fetch failed');
      expect(inside).toContain('could write inside');
      // Of the git folder commands see what git reads; the hooks are not there.
      expect(hook).toContain('No such file or directory');
      expect(pointer).toContain('Read-only file system');
      expect(await readdir(hooks())).toEqual(hooksBefore);
      expect(called).not.toContain('/confined');
    },
    PATIENCE,
  );

  it(
    'run as they are with sandbox "off", and status says so',
    async () => {
      const { status, said } = (await played.unconfined)!;
      expect(status.sandbox).toBe('off');
      expect(existsSync(outside('unconfined'))).toBe(true);
      expect(said[1]).toContain('call ');
      expect(called).toContain('/unconfined');
    },
    PATIENCE,
  );

  async function play(name: string, sandbox: 'on' | 'off'): Promise<Played> {
    const feature = await swarm.start({ repo, name, sandbox, autoApprove: true });
    const status = await until(feature, passed);
    const task = swarm.client.workflow.getHandle(`feature-${name}/task-001`);
    const { entries } = await task.query<TranscriptPage>('transcript');
    const results = entries.flatMap(({ role, content }) => (role === 'user' ? content : []));
    const said = results.filter((block): block is ToolResult => block.type === 'tool_result');
    return { status, said: said.map(({ content }) => content) };
  }
});

/** The same script, with these calls as the first turn of the task's red stage. */
function withCommands(script: ReturnType<typeof smallScript>, calls: { name: string; input: unknown }[]) {
  return { ...script, 'task-001/red/1': [{ calls }, ...script['task-001/red/1']!] };
}
