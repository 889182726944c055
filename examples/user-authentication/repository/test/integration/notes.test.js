import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { startClient } from '../../testing/client.js';

describe('the notes API', () => {
  /** @type {Awaited<ReturnType<typeof startClient>>} */
  let client;
  before(async () => {
    client = await startClient(createApp({ config: loadConfig({ JWT_SECRET: 'test-secret' }) }));
  });
  after(async () => {
    await client.close();
  });

  test('says that it is up', async () => {
    assert.deepEqual(await client.send('GET', '/health'), { status: 200, body: { status: 'ok' } });
  });

  test('adds a note, shows it and removes it', async () => {
    const added = await client.send('POST', '/notes', { title: 'Milk', body: 'two litres' });
    assert.equal(added.status, 201);
    assert.deepEqual(await client.send('GET', `/notes/${added.body.id}`), { status: 200, body: added.body });
    assert.equal((await client.send('GET', '/notes')).body.notes.length, 1);
    assert.equal((await client.send('DELETE', `/notes/${added.body.id}`)).status, 204);
    assert.equal((await client.send('GET', `/notes/${added.body.id}`)).status, 404);
  });

  test('refuses a note without a title', async () => {
    const refused = await client.send('POST', '/notes', { body: 'two litres' });
    assert.equal(refused.status, 400);
    assert.equal(refused.body.error.code, 'bad_request');
  });

  test('refuses a body that is not JSON', async () => {
    assert.equal((await client.send('POST', '/notes', '{"title":')).status, 400);
  });

  test('refuses a body that is too large', async () => {
    assert.equal((await client.send('POST', '/notes', { title: 'x'.repeat(70_000) })).status, 413);
  });

  test('answers 404 where there is nothing', async () => {
    assert.equal((await client.send('GET', '/nothing')).status, 404);
    assert.equal((await client.send('PUT', '/health')).status, 404);
  });
});
