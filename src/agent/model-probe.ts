import type Anthropic from '@anthropic-ai/sdk';
import { APIError } from '@anthropic-ai/sdk/core/error';
import { NO_USAGE } from '../usage.js';
import { openClient, type Access } from './model-client.js';
import { failureOf, notSent } from './model-failure.js';
import { describes, retrieve, type ModelLimits } from './model-limits.js';

/** One cheap question to the model's service, to see that it answers and what it says of the model. */

export interface Probed extends ModelLimits {
  /** Where it was asked. */
  at: string;
  by: 'a description' | 'a count of tokens' | 'a message of one token';
}

const TIMEOUT = { timeout: 15_000 };
const HELLO = [{ role: 'user', content: 'Say yes.' }] satisfies Anthropic.MessageParam[];

/** Who has no such question says so, in whichever way; these say that it is of no use to ask another. */
const LASTING = [401, 402, 403, 407, 429];

/** Asks for the description of the model, else for a count of tokens, else for a message. Throws ModelFailure. */
export async function probeModel(access: Access, model: string): Promise<Probed> {
  try {
    const client = await openClient(access);
    const told = await describe(client, model);
    if (told) return { ...told, at: client.baseURL, by: 'a description' };
    const counts = access.provider !== 'bedrock' && (await count(client, model));
    if (!counts) await client.messages.create({ model, max_tokens: 1, messages: HELLO }, TIMEOUT);
    return { at: client.baseURL, by: counts ? 'a count of tokens' : 'a message of one token' };
  } catch (error) {
    throw failureOf(notSent(error), NO_USAGE, access);
  }
}

const describe = (client: Anthropic, model: string): Promise<ModelLimits | undefined> =>
  describes(client) ? orNone(retrieve(client, model)) : Promise.resolve(undefined);

const count = async ({ messages }: Anthropic, model: string): Promise<boolean> =>
  (await orNone(messages.countTokens({ model, messages: HELLO }, TIMEOUT))) !== undefined;

async function orNone<T>(question: PromiseLike<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    const { status } = error as { status?: number };
    if (!(error instanceof APIError) || status === undefined || LASTING.includes(status)) throw error;
    return undefined;
  }
}
