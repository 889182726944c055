/** @typedef {ReturnType<typeof loadConfig>} Config */

/**
 * Reads the configuration from the environment, once, at the edge.
 *
 * @param {Record<string, string | undefined>} env
 */
export function loadConfig(env) {
  const port = Number(env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is not a port: ${env.PORT}`);
  if (!env.JWT_SECRET) throw new Error('JWT_SECRET is missing');
  return { port, jwtSecret: env.JWT_SECRET, maxBodyBytes: 64 * 1024 };
}
