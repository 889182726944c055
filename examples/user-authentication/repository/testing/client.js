/**
 * Starts a server on a free port and speaks JSON with it.
 *
 * @param {import('node:http').Server} server
 */
export async function startClient(server) {
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const url = `http://127.0.0.1:${address.port}`;

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body] a string is sent as it is
   * @param {Record<string, string>} [headers]
   */
  async function send(method, path, body, headers = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url + path, { method, headers, ...(text === undefined ? {} : { body: text }) });
    const answer = await response.text();
    return { status: response.status, body: answer === '' ? undefined : JSON.parse(answer) };
  }

  const close = () =>
    new Promise((resolve) => {
      server.close(() => resolve(undefined));
      server.closeAllConnections();
    });

  return { send, close };
}
