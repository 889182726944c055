import { createHmac, timingSafeEqual } from 'node:crypto';

/** JSON Web Tokens with HS256, and nothing more: a token that names another algorithm is refused. */

/** @typedef {{ sub: string, iat: number, exp: number, [claim: string]: unknown }} Claims */

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/** Why a token was refused. */
export class TokenError extends Error {
  /**
   * @param {'malformed' | 'signature' | 'expired'} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'TokenError';
    this.code = code;
  }
}

/**
 * @param {{ sub: string, [claim: string]: unknown }} claims
 * @param {string} secret
 * @param {{ expiresIn: number, now?: number }} options `expiresIn` in seconds, `now` in milliseconds
 * @returns {string}
 */
export function signToken(claims, secret, { expiresIn, now = Date.now() }) {
  const iat = Math.floor(now / 1000);
  const content = `${HEADER}.${encode({ ...claims, iat, exp: iat + expiresIn })}`;
  return `${content}.${signature(content, secret)}`;
}

/**
 * The claims of a token whose signature is right and whose time has not run out.
 *
 * @param {string} token
 * @param {string} secret
 * @param {{ now?: number }} [options] `now` in milliseconds
 * @returns {Claims}
 */
export function verifyToken(token, secret, { now = Date.now() } = {}) {
  const [header, payload, signed, ...rest] = token.split('.');
  if (!header || !payload || !signed || rest.length > 0) throw new TokenError('malformed', 'The token is malformed.');
  if (header !== HEADER || !safeEqual(signed, signature(`${header}.${payload}`, secret))) {
    throw new TokenError('signature', 'The signature of the token is wrong.');
  }
  const claims = decode(payload);
  if (claims.exp <= Math.floor(now / 1000)) throw new TokenError('expired', 'The token has expired.');
  return claims;
}

/**
 * Compares in a time that depends on the lengths only.
 *
 * @param {string} a
 * @param {string} b
 */
export function safeEqual(a, b) {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** @param {unknown} value */
function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/**
 * @param {string} payload
 * @returns {Claims}
 */
function decode(payload) {
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
}

/**
 * @param {string} content
 * @param {string} secret
 */
function signature(content, secret) {
  return createHmac('sha256', secret).update(content).digest().toString('base64url');
}
