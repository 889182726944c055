import { badRequest } from '../../errors.js';

/**
 * @param {unknown} body
 * @returns {{ title: string, body?: string }}
 */
export function parseNewNote(body) {
  if (typeof body !== 'object' || body === null) throw badRequest('A note is a JSON object.');
  const { title, body: text } = /** @type {Record<string, unknown>} */ (body);
  if (typeof title !== 'string') throw badRequest('title must be a string.');
  if (text === undefined) return { title };
  if (typeof text !== 'string') throw badRequest('body must be a string.');
  return { title, body: text };
}
