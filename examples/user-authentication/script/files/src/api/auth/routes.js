import { publicUser } from '../../models/user.js';
import { unauthorized } from '../../services/auth.js';
import { parseCredentials, parseRefresh, parseRegistration } from './schemas.js';

/**
 * @param {{ auth: import('../../services/auth.js').AuthService }} dependencies
 * @returns {import('../../http/router.js').Route[]}
 */
export function authRoutes({ auth }) {
  return [
    {
      method: 'POST',
      path: '/auth/register',
      handler: async ({ body }) => ({ status: 201, body: publicUser(await auth.register(parseRegistration(body))) }),
    },
    {
      method: 'POST',
      path: '/auth/login',
      handler: async ({ body }) => ({ status: 200, body: await auth.login(parseCredentials(body)) }),
    },
    {
      method: 'POST',
      path: '/auth/refresh',
      handler: async ({ body }) => ({ status: 200, body: await auth.refresh(parseRefresh(body)) }),
    },
    {
      method: 'GET',
      path: '/auth/me',
      handler: async ({ headers }) => ({ status: 200, body: publicUser(await auth.authenticate(bearerOf(headers))) }),
    },
  ];
}

/** @param {Record<string, string | undefined>} headers */
function bearerOf({ authorization = '' }) {
  const token = /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1];
  if (!token) throw unauthorized('A bearer token is missing.');
  return token;
}
