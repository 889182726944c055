import { randomUUID } from 'node:crypto';
import { badRequest } from '../errors.js';

/** @typedef {{ readonly id: string, readonly title: string, readonly body: string, readonly createdAt: string }} Note */

const MAX_TITLE = 120;

/**
 * @param {{ title: string, body?: string }} input
 * @param {{ id?: string, now?: number }} [options] `now` in milliseconds
 * @returns {Note}
 */
export function createNote({ title, body = '' }, { id = randomUUID(), now = Date.now() } = {}) {
  const trimmed = title.trim();
  if (trimmed === '') throw badRequest('A note needs a title.');
  if (trimmed.length > MAX_TITLE) throw badRequest(`A title has at most ${MAX_TITLE} characters.`);
  return Object.freeze({ id, title: trimmed, body, createdAt: new Date(now).toISOString() });
}
