import { createServer } from 'node:http';
import { healthRoutes } from './api/health/routes.js';
import { noteRoutes } from './api/notes/routes.js';
import { AppError, notFound } from './errors.js';
import { readJson, sendJson } from './http/json.js';
import { createRouter } from './http/router.js';
import { createNoteRepository } from './repositories/notes.js';

/**
 * The service as an HTTP server that does not listen yet.
 *
 * @param {{
 *   config: import('./config.js').Config,
 *   notes?: import('./repositories/notes.js').NoteRepository,
 * }} options
 */
export function createApp({ config, notes = createNoteRepository() }) {
  const match = createRouter([...healthRoutes(), ...noteRoutes({ notes })]);

  /** @param {import('node:http').IncomingMessage} request */
  async function answer(request) {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = match(request.method ?? 'GET', pathname);
    if (!route) throw notFound(`There is nothing at ${request.method} ${pathname}.`);
    const body = await readJson(request, config.maxBodyBytes);
    return route.handler({ params: route.params, headers: request.headers, body });
  }

  return createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => sendJson(response, status, body),
      (error) => sendError(response, error),
    );
  });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {unknown} error
 */
function sendError(response, error) {
  if (error instanceof AppError) {
    sendJson(response, error.status, { error: { code: error.code, message: error.message } });
    return;
  }
  console.error(error);
  sendJson(response, 500, { error: { code: 'internal', message: 'Something went wrong.' } });
}
