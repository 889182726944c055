import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { signToken } from '../../src/security.js';
import { startClient } from '../../testing/client.js';

const config = loadConfig({ JWT_SECRET: 'test-secret' });

/** @param {string} token */
const bearer = (token) => ({ authorization: `Bearer ${token}` });

describe('authentication, from registration to refresh', () => {
  const ada = { email: 'ada@example.com', password: 'correct horse' };
  /** @type {Awaited<ReturnType<typeof startClient>>} */
  let client;
  /** @type {string} */
  let userId;
  before(async () => {
    client = await startClient(createApp({ config, passwordCost: 2 }));
    const registered = await client.send('POST', '/auth/register', ada);
    userId = registered.body.id;
  });
  after(async () => {
    await client.close();
  });

  /** @param {'access' | 'refresh'} type @param {number} age in seconds */
  const tokenFrom = (type, age) =>
    signToken({ sub: userId, type }, config.jwtSecret, { expiresIn: 60, now: Date.now() - age * 1000 });

  test('a registered user logs in and is known by the access token', async () => {
    const { body } = await client.send('POST', '/auth/login', ada);
    const me = await client.send('GET', '/auth/me', undefined, bearer(body.accessToken));
    assert.equal(me.status, 200);
    assert.equal(me.body.email, 'ada@example.com');
  });

  test('the address may be written in another way', async () => {
    const { status } = await client.send('POST', '/auth/login', { ...ada, email: 'ADA@example.com ' });
    assert.equal(status, 200);
  });

  test('a refresh token gives an access token that works', async () => {
    const { body } = await client.send('POST', '/auth/login', ada);
    const refreshed = await client.send('POST', '/auth/refresh', { refreshToken: body.refreshToken });
    assert.equal(refreshed.status, 200);
    const me = await client.send('GET', '/auth/me', undefined, bearer(refreshed.body.accessToken));
    assert.equal(me.status, 200);
  });

  test('a token is not taken for the other kind', async () => {
    const { body } = await client.send('POST', '/auth/login', ada);
    assert.equal((await client.send('POST', '/auth/refresh', { refreshToken: body.accessToken })).status, 401);
    assert.equal((await client.send('GET', '/auth/me', undefined, bearer(body.refreshToken))).status, 401);
  });

  test('an expired token is refused, and the answer says why', async () => {
    assert.equal((await client.send('GET', '/auth/me', undefined, bearer(tokenFrom('access', 30)))).status, 200);
    const expired = await client.send('GET', '/auth/me', undefined, bearer(tokenFrom('access', 61)));
    assert.equal(expired.status, 401);
    assert.equal(expired.body.error.message, 'The token has expired.');
  });

  test('a restarted service knows the secret but not the users of before', async () => {
    const { body } = await client.send('POST', '/auth/login', ada);
    const other = await startClient(createApp({ config, passwordCost: 2 }));
    const me = await other.send('GET', '/auth/me', undefined, bearer(body.accessToken));
    await other.close();
    assert.equal(me.status, 401);
  });
});
