import { badRequest } from '../../errors.js';

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 128;

/**
 * @param {unknown} body
 * @returns {{ email: string, password: string }}
 */
export function parseCredentials(body) {
  return { email: stringOf(body, 'email'), password: stringOf(body, 'password') };
}

/**
 * Credentials whose password is good enough to be taken for a new user.
 *
 * @param {unknown} body
 */
export function parseRegistration(body) {
  const credentials = parseCredentials(body);
  const { length } = credentials.password;
  if (length < MIN_PASSWORD || length > MAX_PASSWORD) {
    throw badRequest(`A password has ${MIN_PASSWORD} to ${MAX_PASSWORD} characters.`);
  }
  return credentials;
}

/** @param {unknown} body */
export function parseRefresh(body) {
  return stringOf(body, 'refreshToken');
}

/**
 * @param {unknown} body
 * @param {string} name
 */
function stringOf(body, name) {
  const value =
    typeof body === 'object' && body !== null ? /** @type {Record<string, unknown>} */ (body)[name] : undefined;
  if (typeof value !== 'string' || value === '') throw badRequest(`${name} must be a string that is not empty.`);
  return value;
}
