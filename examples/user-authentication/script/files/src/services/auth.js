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

/**
 * Stateless: what a token allows is in its claims, and `type` tells an access token from a refresh token.
 *
 * @param {{ users: UserStore, secret: string, now?: () => number }} dependencies
 */
export function createAuthService({ users, secret, now = Date.now }) {
  /** Compared with when there is no such user, so that the time of an answer does not tell. */
  const nobody = hashPassword(randomBytes(KEY_BYTES).toString('base64url'));

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
      return users.add(createUser({ email, passwordHash: await hashPassword(password) }, { now: now() }));
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
 * @returns {Promise<string>} `scrypt$<salt>$<key>`
 */
export async function hashPassword(password) {
  const salt = randomBytes(16).toString('base64url');
  return `scrypt$${salt}$${(await deriveKey(password, salt)).toString('base64url')}`;
}

/**
 * @param {string} password
 * @param {string} hash
 */
export async function verifyPassword(password, hash) {
  const [scheme, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64url');
  return expected.length === KEY_BYTES && timingSafeEqual(expected, await deriveKey(password, salt));
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
 * @returns {Promise<Buffer>}
 */
function deriveKey(password, salt) {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
