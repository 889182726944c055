import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { signToken, verifyToken } from '../../src/security.js';
import { createAuthService, hashPassword, PASSWORD_COST, verifyPassword } from '../../src/services/auth.js';

const SECRET = 'a-secret-for-tests';
/** The least that scrypt takes, so that tests need no waiting. */
const CHEAP = 2;
const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ada = { email: 'ada@example.com', password: 'correct horse' };

/** @typedef {import('../../src/models/user.js').User} User */

/** The least that the service asks of a repository. */
function createStore() {
  /** @type {User[]} */
  const users = [];
  return {
    /** @param {User} user */
    async add(user) {
      users.push(user);
      return user;
    },
    /** @param {string} id */
    async findById(id) {
      return users.find((user) => user.id === id) ?? null;
    },
    /** @param {string} email */
    async findByEmail(email) {
      return users.find((user) => user.email === email) ?? null;
    },
  };
}

describe('the auth service', () => {
  let clock = NOON;
  let auth = createAuthService({ users: createStore(), secret: SECRET, passwordCost: CHEAP });
  beforeEach(() => {
    clock = NOON;
    auth = createAuthService({ users: createStore(), secret: SECRET, now: () => clock, passwordCost: CHEAP });
  });

  test('registers a user and keeps only the hash of the password', async () => {
    const user = await auth.register(ada);
    assert.equal(user.email, 'ada@example.com');
    assert.equal(JSON.stringify(user).includes(ada.password), false);
    assert.equal(await verifyPassword(ada.password, user.passwordHash), true);
  });

  test('refuses an address that is taken', async () => {
    await auth.register(ada);
    await assert.rejects(auth.register({ ...ada, password: 'another one' }), { status: 409 });
  });

  test('logs in with an access token of 15 minutes and a refresh token of 7 days', async () => {
    const user = await auth.register(ada);
    const tokens = await auth.login(ada);
    const access = verifyToken(tokens.accessToken, SECRET, { now: NOON });
    const refresh = verifyToken(tokens.refreshToken, SECRET, { now: NOON });
    assert.deepEqual([access.sub, access.type, access.exp - access.iat], [user.id, 'access', 900]);
    assert.deepEqual([refresh.sub, refresh.type, refresh.exp - refresh.iat], [user.id, 'refresh', 604_800]);
    assert.equal(tokens.expiresIn, 900);
  });

  test('says the same of a wrong password and of a wrong address', async () => {
    await auth.register(ada);
    const expected = { status: 401, message: 'The email address or the password is wrong.' };
    await assert.rejects(auth.login({ ...ada, password: 'wrong' }), expected);
    await assert.rejects(auth.login({ ...ada, email: 'grace@example.com' }), expected);
  });

  test('makes a new access token from a refresh token, until that expires', async () => {
    const user = await auth.register(ada);
    const { refreshToken } = await auth.login(ada);
    clock += 7 * DAY - 1000;
    const { accessToken } = await auth.refresh(refreshToken);
    assert.equal((await auth.authenticate(accessToken)).id, user.id);
    clock += 1000;
    await assert.rejects(auth.refresh(refreshToken), { status: 401, message: 'The token has expired.' });
  });

  test('knows a user by an access token, until that expires', async () => {
    const user = await auth.register(ada);
    const { accessToken } = await auth.login(ada);
    assert.equal((await auth.authenticate(accessToken)).id, user.id);
    clock += 15 * MINUTE;
    await assert.rejects(auth.authenticate(accessToken), { status: 401 });
  });

  test('takes no token for the other kind', async () => {
    await auth.register(ada);
    const { accessToken, refreshToken } = await auth.login(ada);
    await assert.rejects(auth.refresh(accessToken), { status: 401 });
    await assert.rejects(auth.authenticate(refreshToken), { status: 401 });
  });

  test('refuses tokens of others and of users that are gone', async () => {
    const forged = signToken({ sub: 'u1', type: 'access' }, 'another-secret', { expiresIn: 60, now: NOON });
    const gone = signToken({ sub: 'u1', type: 'access' }, SECRET, { expiresIn: 60, now: NOON });
    for (const token of [forged, gone, 'nonsense']) await assert.rejects(auth.authenticate(token), { status: 401 });
  });
});

describe('passwords', () => {
  test('are hashed with a salt of their own', async () => {
    const [one, two] = await Promise.all([hashPassword('secret', CHEAP), hashPassword('secret', CHEAP)]);
    assert.match(one, /^scrypt\$2\$[\w-]+\$[\w-]+$/);
    assert.notEqual(one, two);
  });

  test('cost what the default says, and are read back at the cost that they were hashed with', async () => {
    const hash = await hashPassword('secret');
    assert.equal(Number(hash.split('$')[1]), PASSWORD_COST);
    assert.ok(PASSWORD_COST >= 2 ** 14);
    assert.equal(await verifyPassword('secret', hash), true);
  });

  test('match their own hash only', async () => {
    const hash = await hashPassword('secret', CHEAP);
    assert.equal(await verifyPassword('secret', hash), true);
    assert.equal(await verifyPassword('Secret', hash), false);
  });

  test('match no hash of another kind', async () => {
    for (const hash of ['', 'secret', 'bcrypt$2$salt$key', 'scrypt$2$salt$c2hvcnQ']) {
      assert.equal(await verifyPassword('secret', hash), false);
    }
  });
});
