import Anthropic from '@anthropic-ai/sdk';
import type { Usage } from '../types.js';

/** Why a call gave no reply, and who can mend it. */
export class ModelFailure extends Error {
  constructor(
    message: string,
    /** What mends it: to wait, a person (key, money, the model's name), or a shorter conversation. */
    readonly mend: 'wait' | 'person' | 'shorten',
    /** What the part that did arrive cost. */
    readonly usage: Usage,
    /** How long the service asks to be left alone. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'ModelFailure';
  }
}

/** The conversation has outgrown the model's window. */
const TOO_LONG = /prompt is too long|context (window|length)|too many (input )?tokens/i;

/** Statuses that no retry mends, each with the remedy. */
const REMEDIES: Record<number, string> = {
  400: 'the request was refused',
  401: 'the API key was refused: set ANTHROPIC_API_KEY to a valid key and restart the worker',
  402: 'the account has no credit: add some',
  403: 'the API key may not use this model: check the key and PIV_MODEL',
  404: 'the model was not found: set PIV_MODEL to one that exists and restart the worker',
  413: 'the request was too large',
  422: 'the request was refused',
};

export function failureOf(error: unknown, spent: Usage): ModelFailure {
  const text = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Anthropic.APIError)) return new ModelFailure(text, 'wait', spent);
  const { status, headers } = error;
  const spendLimit = /spend.?limit/i.test(`${error.type ?? ''} ${text}`);
  const retry = headers?.get('x-should-retry');
  const remedy = spendLimit ? "the account's spend limit is reached: raise it" : REMEDIES[status ?? 0];
  const said = remedy ? `${remedy} (${text})` : text;
  if (status === 413 || TOO_LONG.test(text)) return new ModelFailure(said, 'shorten', spent);
  const final = status !== undefined && (retry === 'false' || (retry !== 'true' && status in REMEDIES));
  return new ModelFailure(said, spendLimit || final ? 'person' : 'wait', spent, retryAfter(headers));
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(ms)) return Math.max(0, ms);
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
