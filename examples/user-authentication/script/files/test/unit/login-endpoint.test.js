import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { verifyToken } from '../../src/security.js';
import { startClient } from '../../testing/client.js';

const ada = { email: 'ada@example.com', password: 'correct horse' };

describe('the auth endpoints', () => {
  /** @type {Awaited<ReturnType<typeof startClient>>} */
  let client;
  before(async () => {
    client = await startClient(createApp({ config: loadConfig({ JWT_SECRET: 'test-secret' }), passwordCost: 2 }));
    await client.send('POST', '/auth/register', ada);
  });
  after(async () => {
    await client.close();
  });

  test('POST /auth/register answers 201 with the user, without any password', async () => {
    const { status, body } = await client.send('POST', '/auth/register', { ...ada, email: 'grace@example.com' });
    assert.equal(status, 201);
    assert.equal(body.email, 'grace@example.com');
    assert.deepEqual(Object.keys(body).sort(), ['createdAt', 'email', 'id']);
  });

  test('POST /auth/register refuses short passwords, wrong addresses and missing fields', async () => {
    for (const body of [{ ...ada, password: 'short' }, { ...ada, email: 'ada' }, { email: ada.email }, [], undefined]) {
      assert.equal((await client.send('POST', '/auth/register', body)).status, 400);
    }
  });

  test('POST /auth/register answers 409 for an address that is taken', async () => {
    const { status, body } = await client.send('POST', '/auth/register', ada);
    assert.equal(status, 409);
    assert.equal(body.error.code, 'conflict');
  });

  test('POST /auth/login answers with both tokens, signed with the configured secret', async () => {
    const { status, body } = await client.send('POST', '/auth/login', ada);
    assert.equal(status, 200);
    assert.deepEqual([body.tokenType, body.expiresIn], ['Bearer', 900]);
    assert.equal(verifyToken(body.accessToken, 'test-secret').type, 'access');
    assert.equal(verifyToken(body.refreshToken, 'test-secret').type, 'refresh');
  });

  test('POST /auth/login answers 401 for a wrong password and 400 for none', async () => {
    assert.equal((await client.send('POST', '/auth/login', { ...ada, password: 'wrong' })).status, 401);
    assert.equal((await client.send('POST', '/auth/login', { email: ada.email })).status, 400);
  });

  test('GET /auth/me asks for a bearer token', async () => {
    const { status, body } = await client.send('GET', '/auth/me');
    assert.equal(status, 401);
    assert.equal(body.error.code, 'unauthorized');
  });
});
