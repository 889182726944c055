import type { ClientOptions } from '@anthropic-ai/sdk';
import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Config } from '../config.js';

/** Proxies on the way to the model's service. Node's own fetch takes no notice of them before version 24. */

/** This machine is never asked for by way of another. */
const HERE = ['localhost', '127.0.0.1', '[::1]'];

/** What a client needs to go through them; nothing where there are none. Dispatcher and fetch are of one undici. */
export function through({ http, https = http, except = '' }: NonNullable<Config['proxies']> = {}): Pick<
  ClientOptions,
  'fetch' | 'fetchOptions'
> {
  if ((!http && !https) || except.trim() === '*') return {};
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: addressOf(http),
    httpsProxy: addressOf(https),
    noProxy: [except, ...HERE].join(','),
    // Silence has a limit of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return { fetch: fetch as unknown as typeof globalThis.fetch, fetchOptions: { dispatcher } };
}

/** As curl takes it: without a scheme it is http. The empty text keeps undici from looking into the environment. */
const addressOf = (proxy = '') => (proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`);
