/**
 * @typedef {{ params: Record<string, string>, headers: Record<string, string | undefined>, body: unknown }} Request
 * @typedef {{ status: number, body?: unknown }} Response
 * @typedef {(request: Request) => Promise<Response>} Handler
 * @typedef {{ method: string, path: string, handler: Handler }} Route
 */

/**
 * Finds the route of a request. `:name` in a path stands for one segment.
 *
 * @param {Route[]} routes
 */
export function createRouter(routes) {
  const table = routes.map((route) => ({ ...route, segments: route.path.split('/') }));

  /**
   * @param {string} method
   * @param {string} path
   */
  return function match(method, path) {
    for (const route of table) {
      const params = route.method === method ? matchPath(route.segments, path.split('/')) : null;
      if (params) return { handler: route.handler, params };
    }
    return null;
  };
}

/**
 * @param {string[]} pattern
 * @param {string[]} actual
 */
function matchPath(pattern, actual) {
  if (pattern.length !== actual.length) return null;
  /** @type {Record<string, string>} */
  const params = {};
  for (const [index, segment] of pattern.entries()) {
    const value = actual[index] ?? '';
    if (segment.startsWith(':') && value !== '') params[segment.slice(1)] = value;
    else if (segment !== value) return null;
  }
  return params;
}
