import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createUser, publicUser } from '../../src/models/user.js';

const input = { email: 'ada@example.com', passwordHash: 'hash' };

describe('createUser', () => {
  test('makes a user with an id and a time', () => {
    const user = createUser(input, { id: 'u1', now: 0 });
    assert.deepEqual(user, { id: 'u1', ...input, createdAt: '1970-01-01T00:00:00.000Z' });
  });

  test('gives every user an id of its own', () => {
    assert.notEqual(createUser(input).id, createUser(input).id);
  });

  test('writes an address in one way', () => {
    assert.equal(createUser({ ...input, email: ' Ada@Example.COM ' }).email, 'ada@example.com');
  });

  test('refuses what is no address', () => {
    for (const email of [
      '',
      'ada',
      'ada@',
      '@example.com',
      'ada@example',
      'a b@example.com',
      `${'a'.repeat(250)}@b.cd`,
    ]) {
      assert.throws(() => createUser({ ...input, email }), { status: 400 });
    }
  });

  test('refuses an empty hash', () => {
    assert.throws(() => createUser({ ...input, passwordHash: '' }), { status: 400 });
  });

  test('makes users that can not be changed', () => {
    assert.equal(Object.isFrozen(createUser(input)), true);
  });
});

test('publicUser leaves out the hash of the password', () => {
  const user = createUser(input, { id: 'u1', now: 0 });
  assert.deepEqual(publicUser(user), { id: 'u1', email: 'ada@example.com', createdAt: '1970-01-01T00:00:00.000Z' });
});
