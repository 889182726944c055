import { expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { script } from '../../examples/user-authentication/script.js';

function start(...args: string[]): ChildProcess {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return spawn(process.execPath, ['--import', 'tsx', 'examples/scripted-model/main.ts', ...args], { env });
}

async function nextLine(child: ChildProcess): Promise<Record<string, unknown>> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return JSON.parse(line) as Record<string, unknown>;
}

test('the command serves an example and says at the end what was left over and what was wrong', async () => {
  const child = start('user-authentication', '--log');
  const { url } = await nextLine(child);
  const answer = await fetch(`${String(url)}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'any' },
    body: '{}',
  });
  expect(answer.status).toBe(400);

  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const { leftovers, violations } = await nextLine(child);
  expect(leftovers).toHaveLength(Object.values(script).flat().length);
  expect(violations).toHaveLength(1);
  expect(await closed).toEqual([1, null]);
}, 30_000);

test('the command without an example says how it is used', async () => {
  const child = start();
  expect(await once(child, 'close')).toEqual([2, null]);
}, 30_000);
