import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Usage } from '../../src/types.js';
import { Violation, checkRequest, conversationOf } from './check.js';
import { type Hold, type Holds, createHolds } from './holds.js';
import { isKeyRight, parse, readBody, sendError, sendMessage } from './http.js';
import { type Player, createPlayer } from './player.js';
import type { Play } from './script.js';
import { NOTHING, addUsage } from './usage.js';

export interface RequestRecord {
  feature: string;
  key: string;
  /** The first reply of a conversation is turn 1. */
  turn: number;
  /** Of the messages, cache marks left out. */
  digest: string;
  /** 200, or the status of a scripted fault. */
  status: number;
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
  /** Of all replies together, repeated ones included. */
  usage: () => Usage;
  close: () => Promise<void>;
}

export interface ScriptedModelOptions {
  script: Play;
  /** 0: any that is free. */
  port?: number;
  /** The one key that is right; without it any key is. */
  key?: string;
  /** How long the model thinks before each reply. */
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
  const player = createPlayer(options.script);
  const holds = createHolds();
  const context: Context = { options, player, holds, requests: [], violations: [] };
  const server = createServer((request, response) => void serve(context, request, response));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests: context.requests,
    violations: context.violations,
    leftovers: player.leftovers,
    hold: holds.hold,
    usage: () => context.requests.map(({ usage }) => usage).reduce(addUsage, NOTHING),
    close: async () => {
      holds.releaseAll();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function serve(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request);
    const path = request.url?.split('?')[0];
    if (request.method !== 'POST' || path !== '/v1/messages') {
      sendError(response, 404, 'not_found_error', `There is nothing at ${request.method} ${path}.`);
    } else if (!isKeyRight(request, context.options.key)) {
      sendError(response, 401, 'authentication_error', 'invalid x-api-key');
    } else await answer(context, body, response);
  } catch (error) {
    // Whoever was killed while asking has asked nothing.
    if (!request.complete) return;
    const problem = error instanceof Violation ? error.message : `the scripted model failed: ${String(error)}`;
    context.violations.push(problem);
    process.stderr.write(`scripted model: ${problem}\n`);
    sendError(response, 400, 'invalid_request_error', problem);
  }
}

async function answer(context: Context, body: string, response: ServerResponse): Promise<void> {
  const request = checkRequest(parse(body));
  const conversation = conversationOf(request);
  const turn = context.player.turnFor(conversation, request);
  const { feature, key } = conversation;
  const entry = { feature, key, turn: turn.number, digest: turn.digest, at: Date.now(), repeated: turn.times > 0 };
  if (turn.fault && turn.faults > 0) {
    const { status, type, message, headers } = turn.fault;
    turn.faults -= 1;
    record(context, { ...entry, status, usage: NOTHING });
    sendError(response, status, type, message, headers);
    return;
  }
  turn.times += 1;
  record(context, { ...entry, status: 200, usage: turn.usage });
  await context.holds.pass(key, turn.number);
  if (context.options.delayMs) await sleep(context.options.delayMs);
  sendMessage(response, turn);
}

function record({ options, requests }: Context, entry: RequestRecord): void {
  requests.push(entry);
  options.onRequest?.(entry);
}
