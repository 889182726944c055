import Anthropic from '@anthropic-ai/sdk';
import type { Usage } from '../types.js';

/** Why a call gave no reply, and who can mend it. */
export class ModelFailure extends Error {
  constructor(
    message: string,
    /** What mends it: to wait, a person (key, money, the model's name), a shorter conversation, or one of other content. */
    readonly mend: 'wait' | 'person' | 'shorten' | 'other',
    /** What the part that did arrive cost. */
    readonly usage: Usage,
    /** How long the service asks to be left alone. */
    readonly retryAfterMs?: number | undefined,
  ) {
    super(message);
    this.name = 'ModelFailure';
  }
}

/** The conversation has outgrown the model's window. */
const TOO_LONG = /prompt is too long|context (window|length|limit)|too many (input )?tokens/i;
/** Money: codes of the service, and the words that it has where there is no code. */
const NO_MONEY = /spend.?limit|credit balance/i;

/** What a person can do about a status that waiting doesn't mend. */
const REMEDIES: Record<number, string> = {
  401: 'the API key was refused: set ANTHROPIC_API_KEY to a valid key and restart the worker',
  402: "the account can't pay: add credit or raise its limit",
  403: 'the API key may not do this: check what it is allowed and PIV_MODEL',
  404: 'the model was not found: set PIV_MODEL to one that exists, check ANTHROPIC_BASE_URL, and restart the worker; where the feature names its models, start it anew with others',
};
const NOT_SIGNED_IN = 'the sign-in was refused: see with piv doctor who signs in, mend that and restart the worker';
const TOO_LARGE = 'the conversation is too long for the model';
const REFUSED = "the model's service refused the request: see what it says, update PIV-Swarm or set another PIV_MODEL";
const SPENT = 'the spend limit of the account is reached, or its credit used up: raise it or add credit';

/** Statuses below 500 that pass by themselves. */
const PASSING = [408, 409, 425, 429];

/** The status that an error has where it comes in the middle of a reply, with a type only. */
const STATUS_OF: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
};

/** What answers isn't the service: asking again doesn't change that. */
export class NoModel extends Error {}

const UNREADABLE =
  "a reply of the model's service can't be read: check ANTHROPIC_BASE_URL and what stands between, then: retry";

/** No request can be made: nothing signs in, or a package is missing. The message has the remedy behind its semicolon. */
export class NoWay extends Error {
  override name = 'NoWay';
}

/** What the SDK throws before it sends anything is about who signs in; the place that issues tokens may be away. */
export function notSent(error: unknown): unknown {
  if (hasNoCredentials(error)) return noSigner(reasonOf(error));
  if (error instanceof Anthropic.APIError || error instanceof NoWay) return error;
  const { message = String(error), statusCode } = error as { message?: string; statusCode?: number | null };
  if (/failed to reach/i.test(message) || (statusCode && passes(statusCode, undefined))) return error;
  return noSigner(message);
}

const noSigner = (why: string) =>
  new NoWay(`nothing signs in to the model's service: ${why}; mend that and restart the worker`);

/** Of AWS, whose signing the SDK takes for a part of the connection. */
function hasNoCredentials(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as { name?: string; cause?: unknown };
  return name === 'CredentialsProviderError' || (cause !== undefined && hasNoCredentials(cause));
}

export const noModel = (status: number, kind: string) =>
  new NoModel(
    `what answers in place of the model's service sent no reply of it (status ${status}, ${kind || 'of no type'}): ` +
      'check ANTHROPIC_BASE_URL and what stands between, and restart the worker',
  );

/** What it signs in with is left out of what is said: failures are kept in history. */
export function failureOf(
  error: unknown,
  spent: Usage,
  { apiKey, authToken }: { apiKey?: string | undefined; authToken?: string | undefined },
): ModelFailure {
  const { message, mend, retryAfterMs } = read(error, apiKey !== undefined);
  const secrets = [apiKey, authToken].filter((secret) => secret !== undefined);
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), message);
  return new ModelFailure(said, mend, spent, retryAfterMs);
}

type Reading = Pick<ModelFailure, 'message' | 'mend' | 'retryAfterMs'>;

function read(error: unknown, byKey: boolean): Reading {
  if (error instanceof Anthropic.APIConnectionError) {
    return { mend: 'wait', message: `it can't be reached: ${reasonOf(error)}` };
  }
  if (error instanceof NoModel || error instanceof NoWay) return { mend: 'person', message: error.message };
  // A line that breaks ends in the middle of an event, which is not passed on: what comes whole and is no JSON comes again.
  if (error instanceof SyntaxError) return { mend: 'person', message: `${UNREADABLE} (${error.message})` };
  if (!(error instanceof Anthropic.APIError)) {
    return { mend: 'wait', message: `its reply broke off: ${reasonOf(error)}` };
  }
  const { headers, type, errorCode } = error;
  const status = error.status ?? STATUS_OF[type ?? ''];
  const text = [error.status, error.apiMessage ?? error.message].filter(Boolean).join(' ');
  if (status === 413 || TOO_LONG.test(text)) return { mend: 'shorten', message: `${TOO_LARGE} (${text})` };
  if (NO_MONEY.test(`${errorCode} ${text}`)) return { mend: 'person', message: `${SPENT} (${text})` };
  const retryAfterMs = retryAfter(headers);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (passes(status, headers?.get('x-should-retry'), retryAfterMs)) return { mend: 'wait', message: text, ...wait };
  if (status === 400 || status === 422) return { mend: 'other', message: `${REFUSED} (${text})` };
  const remedy = status === 401 && !byKey ? NOT_SIGNED_IN : (REMEDIES[status ?? 0] ?? REFUSED);
  return { mend: 'person', message: `${remedy} (${text})`, ...wait };
}

/** The service's own word counts first: whether to ask again, or when. */
function passes(status: number | undefined, shouldRetry: string | null | undefined, retryAfterMs?: number): boolean {
  if (shouldRetry === 'true') return true;
  const transient = status === undefined || status < 400 || status >= 500 || PASSING.includes(status);
  return transient && (shouldRetry !== 'false' || retryAfterMs !== undefined);
}

/** The innermost cause says most: `connect ECONNREFUSED 127.0.0.1:80` rather than `Connection error.` */
function reasonOf(error: unknown): string {
  const { cause, code, message = String(error) } = error as { cause?: object; code?: string; message?: string };
  if (cause) return reasonOf(cause);
  return code && !message.includes(code) ? `${message} (${code})` : message;
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const ms = headers?.get('retry-after-ms');
  const value = headers?.get('retry-after');
  const wait = ms ? Number(ms) : value ? waitOf(value) : Number.NaN;
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

const waitOf = (value: string) =>
  Number.isFinite(Number(value)) ? Number(value) * 1000 : Date.parse(value) - Date.now();
