import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asFailure } from '../../src/activities/failures.js';
import { FAILURES, PivError } from '../../src/errors.js';
import { git, GitFailure } from '../../src/git/git.js';
import { moveRef } from '../../src/git/refs.js';
import { openRoom, type Room } from '../git/room.js';

it('a failure has no half of a character in it, wherever a text was cut: the server could not be told', () => {
  const cut = 'cut \ud83d';
  for (const error of [new PivError(FAILURES.setupFailed, cut), new Error(cut, { cause: new Error(cut) })]) {
    const { message, stack, cause } = asFailure(error) as Error;
    expect([message, stack, (cause as Error | undefined)?.message ?? ''].every((text) => text!.isWellFormed())).toBe(
      true,
    );
    expect(message).toBe('cut \ufffd');
  }
});

describe('a failure that would only come again', () => {
  let room: Room;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.remove());

  const failureOf = async (work: Promise<unknown>) =>
    asFailure(
      await work.then(
        () => new Error('it did not fail'),
        (error: unknown) => error,
      ),
    );
  const forPerson = (message: string) => ({
    type: 'HostRefused',
    nonRetryable: true,
    message: expect.stringMatching(message),
  });

  it('goes to a person at once, in git’s words', async () => {
    const { gitDir } = room.repo;
    const commit = (name: string) =>
      git(gitDir, ['commit-tree', 'HEAD^{tree}', '-m', 'x'], { env: { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: 'a' } });
    expect(await failureOf(commit('.'))).toMatchObject(
      forPerson('disallowed characters: .*Set user.name.*then: retry$'),
    );
    const below = moveRef(room.repo, 'refs/heads/main/below', room.first);
    expect(await failureOf(below)).toMatchObject(forPerson("'refs/heads/main' exists.*Rename.*then: retry$"));
  });

  it.each([
    'fatal: could not read Username for https://example.org: terminal prompts disabled',
    "fatal: detected dubious ownership in repository at '/r'",
    'fatal: unknown repository extension found:\n\tobjectstorage',
    'error: unable to create temporary file: No space left on device',
    "fatal: Unable to create '/r/.git/index.lock': Read-only file system",
    "error: open('a'): Permission denied",
    'fatal: update_ref failed: 0000: not a valid old SHA1',
  ])('does: %s', (output) => {
    expect(asFailure(new GitFailure(['x'], 128, output))).toMatchObject(forPerson('then: retry$'));
  });

  it.each([
    "fatal: cannot lock ref 'refs/heads/a': is at 1234 but expected 5678",
    "fatal: unable to access 'https://example.org/': Could not resolve host: example.org",
    'fatal: the remote end hung up unexpectedly',
  ])('does not where it may pass: %s', (output) => {
    const failure = new GitFailure(['x'], 128, output);
    expect(asFailure(failure)).toBe(failure);
  });

  it('does where the file system says it', async () => {
    const full = Promise.resolve().then(() => writeFileSync('/dev/full', 'x'));
    expect(await failureOf(full)).toMatchObject(forPerson('ENOSPC: no space left.*then: retry$'));
    const absent = await failureOf(Promise.resolve().then(() => writeFileSync('/nowhere/x', 'x')));
    expect(absent).toMatchObject({ code: 'ENOENT' });
  });
});
