import { randomUUID } from 'node:crypto';
import { badRequest } from '../errors.js';

/**
 * @typedef {{
 *   readonly id: string,
 *   readonly email: string,
 *   readonly passwordHash: string,
 *   readonly createdAt: string,
 * }} User
 */

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MAX_EMAIL = 254;

/**
 * Takes the hash of a password, never the password.
 *
 * @param {{ email: string, passwordHash: string }} input
 * @param {{ id?: string, now?: number }} [options] `now` in milliseconds
 * @returns {User}
 */
export function createUser({ email, passwordHash }, { id = randomUUID(), now = Date.now() } = {}) {
  const normalized = normalizeEmail(email);
  if (!EMAIL.test(normalized) || normalized.length > MAX_EMAIL) throw badRequest('The email address is not valid.');
  if (passwordHash === '') throw badRequest('A user needs the hash of a password.');
  return Object.freeze({ id, email: normalized, passwordHash, createdAt: new Date(now).toISOString() });
}

/**
 * One spelling for each address, so that it can be looked up.
 *
 * @param {string} email
 */
export function normalizeEmail(email) {
  return email.trim().toLowerCase();
}

/**
 * What others may see of a user.
 *
 * @param {User} user
 */
export function publicUser({ id, email, createdAt }) {
  return { id, email, createdAt };
}
