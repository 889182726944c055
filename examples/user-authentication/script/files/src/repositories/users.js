import { conflict } from '../errors.js';
import { normalizeEmail } from '../models/user.js';

/** @typedef {import('../models/user.js').User} User */
/** @typedef {ReturnType<typeof createUserRepository>} UserRepository */

/** Keeps users in memory. No two of them have the same address. */
export function createUserRepository() {
  /** @type {Map<string, User>} */
  const byId = new Map();
  /** @type {Map<string, User>} */
  const byEmail = new Map();

  return {
    /** @param {User} user */
    async add(user) {
      if (byId.has(user.id)) throw conflict(`There is a user ${user.id} already.`);
      if (byEmail.has(user.email)) throw conflict('There is a user with this email address already.');
      byId.set(user.id, user);
      byEmail.set(user.email, user);
      return user;
    },

    /**
     * @param {string} id
     * @returns {Promise<User | null>}
     */
    async findById(id) {
      return byId.get(id) ?? null;
    },

    /**
     * @param {string} email
     * @returns {Promise<User | null>}
     */
    async findByEmail(email) {
      return byEmail.get(normalizeEmail(email)) ?? null;
    },
  };
}
