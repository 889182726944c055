import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { safeEqual, signToken, verifyToken } from '../../src/security.js';

const SECRET = 'a-secret-for-tests';
const NOON = Date.UTC(2026, 0, 1, 12);

describe('tokens', () => {
  test('give back the claims they were signed with', () => {
    const token = signToken({ sub: 'u1', role: 'admin' }, SECRET, { expiresIn: 60, now: NOON });
    const claims = verifyToken(token, SECRET, { now: NOON });
    assert.deepEqual(claims, { sub: 'u1', role: 'admin', iat: NOON / 1000, exp: NOON / 1000 + 60 });
  });

  test('are good until the second they expire', () => {
    const token = signToken({ sub: 'u1' }, SECRET, { expiresIn: 60, now: NOON });
    assert.equal(verifyToken(token, SECRET, { now: NOON + 59_999 }).sub, 'u1');
    assert.throws(() => verifyToken(token, SECRET, { now: NOON + 60_000 }), { code: 'expired' });
  });

  test('signed with another secret are refused', () => {
    const token = signToken({ sub: 'u1' }, 'another-secret', { expiresIn: 60 });
    assert.throws(() => verifyToken(token, SECRET), { name: 'TokenError', code: 'signature' });
  });

  test('whose claims were changed are refused', () => {
    const [header, , signed] = signToken({ sub: 'u1' }, SECRET, { expiresIn: 60 }).split('.');
    const payload = Buffer.from(JSON.stringify({ sub: 'u2', exp: 9_999_999_999 })).toString('base64url');
    assert.throws(() => verifyToken(`${header}.${payload}.${signed}`, SECRET), { code: 'signature' });
  });

  test('that name no algorithm are refused', () => {
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    const [, payload, signed] = signToken({ sub: 'u1' }, SECRET, { expiresIn: 60 }).split('.');
    assert.throws(() => verifyToken(`${header}.${payload}.${signed}`, SECRET), { code: 'signature' });
  });

  test('that are no tokens are malformed', () => {
    for (const text of ['', 'a.b', 'a..c', 'a.b.c.d']) {
      assert.throws(() => verifyToken(text, SECRET), { code: 'malformed' });
    }
  });
});

test('safeEqual tells equal from different, also in length', () => {
  assert.equal(safeEqual('abc', 'abc'), true);
  assert.equal(safeEqual('abc', 'abd'), false);
  assert.equal(safeEqual('abc', 'abcd'), false);
});
