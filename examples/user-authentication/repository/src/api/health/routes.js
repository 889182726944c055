/** @returns {import('../../http/router.js').Route[]} */
export function healthRoutes() {
  return [{ method: 'GET', path: '/health', handler: async () => ({ status: 200, body: { status: 'ok' } }) }];
}
