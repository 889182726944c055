import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createUser } from '../../src/models/user.js';
import { createUserRepository } from '../../src/repositories/users.js';

const ada = createUser({ email: 'ada@example.com', passwordHash: 'hash' }, { id: 'u1' });

describe('the repository of users', () => {
  let users = createUserRepository();
  beforeEach(() => {
    users = createUserRepository();
  });

  test('finds a user by id', async () => {
    assert.equal(await users.add(ada), ada);
    assert.equal(await users.findById('u1'), ada);
  });

  test('finds a user by address, however it is written', async () => {
    await users.add(ada);
    assert.equal(await users.findByEmail('ada@example.com'), ada);
    assert.equal(await users.findByEmail(' ADA@example.com'), ada);
  });

  test('answers null for a user that it does not have', async () => {
    assert.equal(await users.findById('u1'), null);
    assert.equal(await users.findByEmail('ada@example.com'), null);
  });

  test('refuses an address twice and keeps the first user', async () => {
    await users.add(ada);
    const other = createUser({ email: 'Ada@example.com', passwordHash: 'other' }, { id: 'u2' });
    await assert.rejects(users.add(other), { status: 409 });
    assert.equal(await users.findByEmail('ada@example.com'), ada);
    assert.equal(await users.findById('u2'), null);
  });

  test('refuses an id twice', async () => {
    await users.add(ada);
    const other = createUser({ email: 'grace@example.com', passwordHash: 'hash' }, { id: 'u1' });
    await assert.rejects(users.add(other), { status: 409 });
  });
});
