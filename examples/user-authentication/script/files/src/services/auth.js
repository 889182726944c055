import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError, conflict } from '../errors.js';
import { createUser } from '../models/user.js';
import { TokenError, signToken, verifyToken } from '../security.js';

/** @typedef {import('../models/user.js').User} User */
/**
 * What the service needs of the repository of users.
 *
 * @typedef {{
 *   add(user: User): Promise<User>,
 *   findById(id: string): Promise<User | null>,
 *   findByEmail(email: string): Promise<User | null>,
 * }} UserStore
 */
/** @typedef {ReturnType<typeof createAuthService>} AuthService */

/** Seconds. */
export const ACCESS_LIFETIME = 15 * 60;
export const REFRESH_LIFETIME = 7 * 24 * 60 * 60;

const KEY_BYTES = 32;

/** How much work a guess is, a power of two; doubling it doubles the time and the memory of a login. */
export const PASSWORD_COST = 2 ** 14;

/**
 * Stateless: what a token allows is in its claims, and `type` tells an access token from a refresh token.
 *
 * @param {{ users: UserStore, secret: string, now?: () => number, passwordCost?: number }} dependencies
 */
export function createAuthService({ users, secret, now = Date.now, passwordCost = PASSWORD_COST }) {
  /** Compared with when there is no such user, so that the time of an answer does not tell. */
  const nobody = hashPassword(randomBytes(KEY_BYTES).toString('base64url'), passwordCost);

  /**
   * @param {User} user
   * @param {'access' | 'refresh'} type
   */
  const issue = (user, type) =>
    signToken({ sub: user.id, type }, secret, {
      expiresIn: type === 'access' ? ACCESS_LIFETIME : REFRESH_LIFETIME,
      now: now(),
    });

  /** @param {User} user */
  const accessOf = (user) => ({ accessToken: issue(user, 'access'), tokenType: 'Bearer', expiresIn: ACCESS_LIFETIME });

  /**
   * @param {string} token
   * @param {'access' | 'refresh'} type
   */
  async function userOf(token, type) {
    const claims = readToken(token, secret, now());
    const user = claims.type === type ? await users.findById(claims.sub) : null;
    if (!user) throw unauthorized('The token is not valid.');
    return user;
  }

  return {
    /** @param {{ email: string, password: string }} credentials */
    async register({ email, password }) {
      if (await users.findByEmail(email)) throw conflict('There is a user with this email address already.');
      const passwordHash = await hashPassword(password, passwordCost);
      return users.add(createUser({ email, passwordHash }, { now: now() }));
    },

    /** @param {{ email: string, password: string }} credentials */
    async login({ email, password }) {
      const user = await users.findByEmail(email);
      const matches = await verifyPassword(password, user?.passwordHash ?? (await nobody));
      if (!user || !matches) throw unauthorized('The email address or the password is wrong.');
      return { ...accessOf(user), refreshToken: issue(user, 'refresh') };
    },

    /** @param {string} refreshToken */
    async refresh(refreshToken) {
      return accessOf(await userOf(refreshToken, 'refresh'));
    },

    /** @param {string} accessToken */
    async authenticate(accessToken) {
      return userOf(accessToken, 'access');
    },
  };
}

/**
 * @param {string} password
 * @param {number} [cost]
 * @returns {Promise<string>} `scrypt$<cost>$<salt>$<key>`
 */
export async function hashPassword(password, cost = PASSWORD_COST) {
  const salt = randomBytes(16).toString('base64url');
  const key = await deriveKey(password, salt, cost);
  return `scrypt$${cost}$${salt}$${key.toString('base64url')}`;
}

/**
 * @param {string} password
 * @param {string} hash
 */
export async function verifyPassword(password, hash) {
  const [scheme, cost, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64url');
  return expected.length === KEY_BYTES && timingSafeEqual(expected, await deriveKey(password, salt, Number(cost)));
}

/** @param {string} message */
export const unauthorized = (message) => new AppError(401, 'unauthorized', message);

/**
 * @param {string} token
 * @param {string} secret
 * @param {number} now
 */
function readToken(token, secret, now) {
  try {
    return verifyToken(token, secret, { now });
  } catch (error) {
    if (error instanceof TokenError) throw unauthorized(error.message);
    throw error;
  }
}

/**
 * @param {string} password
 * @param {string} salt
 * @param {number} cost
 * @returns {Promise<Buffer>}
 */
function deriveKey(password, salt, cost) {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, { N: cost }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
