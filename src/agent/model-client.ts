import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import { loadConfigWithSource } from '@anthropic-ai/sdk/core/credentials';
import type { Config } from '../config.js';
import { packageRoot } from '../package-root.js';
import { NoWay } from './model-failure.js';
import { through } from './model-proxy.js';

/** The ways to a model: who serves it, and who signs in there. */

export type Access = Partial<Pick<Config, 'provider' | 'apiKey' | 'authToken' | 'baseURL' | 'proxies'>>;

/** The watchdog comes first: one limit on silence, before the headers and after. */
const NEVER_MS = 2 ** 31 - 1;

/** Siblings of the SDK, which only those install who need one. Each reads the environment of its own provider. */
const SIBLINGS = {
  bedrock: { package: '@anthropic-ai/bedrock-sdk', version: '1.1.3', signer: "AWS's chain of credentials" },
  vertex: { package: '@anthropic-ai/vertex-sdk', version: '1.1.3', signer: "Google Cloud's default credentials" },
  foundry: { package: '@anthropic-ai/foundry-sdk', version: '1.1.1', signer: 'ANTHROPIC_FOUNDRY_API_KEY' },
};
type Sibling = { default: new (options: ClientOptions) => Anthropic };

/** Throws NoWay, with the remedy, where nothing signs in, or what the provider needs isn't installed. */
export async function openClient({ provider = 'anthropic', proxies, ...access }: Access): Promise<Anthropic> {
  const common: ClientOptions = { maxRetries: 0, timeout: NEVER_MS, ...through(proxies) };
  if (provider !== 'anthropic') return openSibling(provider, common);
  const { apiKey, authToken, baseURL } = access;
  const given = apiKey ? { apiKey } : authToken ? { authToken } : {};
  return new Anthropic({ ...common, ...given, ...(baseURL ? { baseURL } : {}) });
}

async function openSibling(provider: keyof typeof SIBLINGS, options: ClientOptions): Promise<Anthropic> {
  const { default: Client } = await load(provider);
  try {
    const client = new Client(options);
    // Google's are looked for from now on; a failure that nobody waits for would end the process.
    await (client as unknown as Record<string, unknown>)['_authClientPromise'];
    return client;
  } catch (error) {
    const why = (error as Error).message.replace(/\.$/, '');
    throw new NoWay(`PIV_PROVIDER is ${provider}: ${why}; set that where the worker runs`);
  }
}

async function load(provider: keyof typeof SIBLINGS): Promise<Sibling> {
  const { package: name, version } = SIBLINGS[provider];
  try {
    return (await import(name)) as Sibling;
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new NoWay(
      `PIV_PROVIDER is ${provider}, and ${name} is not installed; npm install --no-save --prefix ${packageRoot()} ${name}@${version}`,
    );
  }
}

const isMissing = (error: unknown, name: string) =>
  String((error as { code?: string }).code).endsWith('MODULE_NOT_FOUND') && String(error).includes(name);

/** Throws NoWay where no request could be made; gives who signs in. */
export async function requireSigner(access: Access): Promise<string> {
  const signer = await signerOf(access);
  if (signer === undefined) {
    throw new NoWay(
      "nothing signs in to the model's service; set ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN, or sign in with: ant auth login",
    );
  }
  await openClient(access);
  return signer;
}

/** Who signs in, by its kind: never what it signs in with. Undefined where nothing does. */
async function signerOf({ provider = 'anthropic', apiKey, authToken }: Access): Promise<string | undefined> {
  if (provider === 'bedrock' && process.env['AWS_BEARER_TOKEN_BEDROCK']) return 'AWS_BEARER_TOKEN_BEDROCK';
  if (provider !== 'anthropic') return SIBLINGS[provider].signer;
  if (apiKey) return 'ANTHROPIC_API_KEY';
  if (authToken) return 'ANTHROPIC_AUTH_TOKEN';
  if (/^\s*(x-api-key|authorization)\s*:/im.test(process.env['ANTHROPIC_CUSTOM_HEADERS'] ?? '')) {
    return 'ANTHROPIC_CUSTOM_HEADERS';
  }
  const found = await loadConfigWithSource().catch((error: Error) => {
    throw new NoWay(`${error.message}; mend it, or set ANTHROPIC_API_KEY`);
  });
  if (!found) return undefined;
  if (!found.fromFile) return 'a workload identity';
  const { ANTHROPIC_PROFILE: name } = process.env;
  return `${name ? `the profile ${name}` : 'the active profile'} (${found.config.authentication.type})`;
}
