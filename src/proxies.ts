import type { Config } from './config.js';

/** As everybody names them; the small letters come first. */
export function proxiesIn(given: NodeJS.ProcessEnv): Pick<Config, 'proxies'> {
  const named = { http: 'http_proxy', https: 'https_proxy', except: 'no_proxy' };
  const found = Object.entries(named).flatMap(([kind, name]) => {
    const value = given[name] ?? given[name.toUpperCase()];
    return value === undefined ? [] : [[kind, value]];
  });
  const proxies = Object.fromEntries(found) as NonNullable<Config['proxies']>;
  return proxies.http || proxies.https ? { proxies } : {};
}
