import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Usage } from '../../src/types.js';
import { countTokens } from './cache.js';
import { Violation, checkCounted, checkRequest, conversationOf } from './check.js';
import { playFault } from './faults.js';
import { type Hold, type Holds, createHolds } from './holds.js';
import { isKeyRight, parse, readBody, sendError, sendJson, sendMessage } from './http.js';
import { describeModel } from './models.js';
import { type Player, createPlayer } from './player.js';
import type { Play, StreamFault } from './script.js';
import { streamMessage } from './stream.js';
import { NOTHING, addUsage } from './usage.js';

export interface RequestRecord {
  feature: string;
  key: string;
  /** The first reply of a conversation is turn 1. */
  turn: number;
  model: string;
  effort: string | undefined;
  /** Of the messages, cache marks left out. */
  digest: string;
  /** 200, or the status of a scripted fault. */
  status: number;
  /** How the reply broke off, if it did. */
  broken?: StreamFault['breaks'];
  /** Of a reply that broke off: what the part that was sent is billed. */
  usage: Usage;
  /** Milliseconds since 1970. */
  at: number;
  /** The reply to the same request was given, or held back, before. */
  repeated: boolean;
}

export interface ScriptedModel {
  url: string;
  port: number;
  requests: RequestRecord[];
  violations: string[];
  /** The replies that nobody asked for, of one feature or of all. */
  leftovers: (feature?: string) => string[];
  /** Holds back the reply to a turn until it is released. */
  hold: (key: string, turn: number) => Hold;
  /** Of all replies together, or of one feature's, repeated and broken ones included. */
  usage: (feature?: string) => Usage;
  /** Refuses connections, and ends those that are open, until `listen`. */
  refuse: () => Promise<void>;
  /** Takes connections again, at the same port. */
  listen: () => Promise<void>;
  close: () => Promise<void>;
}

export interface ScriptedModelOptions {
  script: Play;
  /** 0: any that is free. */
  port?: number;
  /** The one key that is right; without it any key is. */
  key?: string;
  /** False: a model of earlier days, which doesn't think. */
  thinks?: boolean;
  /** How long the service takes before each reply. */
  delayMs?: number;
  onRequest?: (record: RequestRecord) => void;
}

interface Context {
  options: ScriptedModelOptions;
  player: Player;
  holds: Holds;
  requests: RequestRecord[];
  violations: string[];
}

/** A server that speaks the Messages API and says what a script says. */
export async function startScriptedModel(options: ScriptedModelOptions): Promise<ScriptedModel> {
  const player = createPlayer(options.script, options.thinks ?? true);
  const holds = createHolds();
  const context: Context = { options, player, holds, requests: [], violations: [] };
  const server = createServer((request, response) => void serve(context, request, response));
  const listen = async (at: number) => void (await once(server.listen(at, '127.0.0.1'), 'listening'));
  const refuse = async () => {
    if (!server.listening) return;
    const closed = once(server.close(), 'close');
    server.closeAllConnections();
    await closed;
  };
  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const { requests } = context;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    violations: context.violations,
    leftovers: player.leftovers,
    hold: holds.hold,
    usage: (feature) =>
      requests
        .filter((one) => feature === undefined || one.feature === feature)
        .map(({ usage }) => usage)
        .reduce(addUsage, NOTHING),
    refuse,
    listen: () => listen(port),
    close: async () => {
      holds.releaseAll();
      await refuse();
    },
  };
}

async function serve(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request);
    const path = request.url?.split('?')[0];
    const model = request.method === 'GET' && /^\/v1\/models\/([^/]+)$/.exec(path ?? '')?.[1];
    if (model) sendJson(response, describeModel(decodeURIComponent(model), context.options.thinks ?? true));
    else if (path === '/v1/messages/count_tokens')
      sendJson(response, { input_tokens: countTokens(checkCounted(parse(body))) });
    else if (request.method !== 'POST' || path !== '/v1/messages') {
      const message = `There is nothing at ${request.method} ${path}.`;
      sendError(response, { status: 404, type: 'not_found_error', message });
    } else if (!isKeyRight(request, context.options.key)) {
      sendError(response, { status: 401, type: 'authentication_error', message: 'invalid x-api-key' });
    } else await answer(context, body, response);
  } catch (error) {
    // Whoever was killed while asking has asked nothing.
    if (!request.complete) return;
    const problem = error instanceof Violation ? error.message : `the scripted model failed: ${String(error)}`;
    context.violations.push(problem);
    process.stderr.write(`scripted model: ${problem}\n`);
    sendError(response, { status: 400, type: 'invalid_request_error', message: problem });
  }
}

async function answer(context: Context, body: string, response: ServerResponse): Promise<void> {
  const request = checkRequest(parse(body), context.options.thinks ?? true);
  const conversation = conversationOf(request);
  const turn = context.player.turnFor(conversation, request);
  const { feature, key } = conversation;
  const { number, digest, times } = turn;
  const asked = { model: request.model, effort: request.output_config?.effort };
  const entry = { feature, key, turn: number, ...asked, digest, at: Date.now(), repeated: times > 0 };
  if (turn.faults > 0 && turn.fault) {
    turn.faults -= 1;
    const { send, ...outcome } = playFault(turn.fault, { ...turn, model: request.model });
    record(context, { ...entry, ...outcome });
    return send(response);
  }
  turn.times += 1;
  record(context, { ...entry, status: 200, usage: turn.usage });
  await context.holds.pass(key, number);
  if (context.options.delayMs) await sleep(context.options.delayMs);
  await sendMessage(response, [...streamMessage({ ...turn, model: request.model })], turn);
}

function record({ options, requests }: Context, entry: RequestRecord): void {
  requests.push(entry);
  options.onRequest?.(entry);
}
