import { createHash } from 'node:crypto';
import type { Usage } from '../../src/types.js';
import { type Conversation, Violation } from './check.js';
import { type PromptCache, createCache } from './cache.js';
import { type Block, type Play, type Reply, type Script, stopReason } from './script.js';
import { type ModelRequest, textOf, withoutMarks } from './shape.js';
import { type ThinkingBlock, checkThinking, tokensOfThought, withThought } from './thinking.js';
import { type Turn, checkTurns } from './turns.js';
import { tokensOf } from './usage.js';

/** A turn with all that is needed to send it again. */
export interface Given extends Turn {
  id: string;
  digest: string;
  usage: Usage;
  /** Of its output tokens, those that were thought. */
  thinking: number;
  cut: boolean;
  paceMs: number;
  thinkMs: number;
  fault?: Reply['fault'];
  /** How often the fault is still to be answered. */
  faults: number;
  /** How often the reply was given, or held back. */
  times: number;
}

interface State {
  feature: string;
  key: string;
  given: Map<string, Given>;
  turns: number;
}

export interface Player {
  /** The same request gets the same turn; a new one the next reply of its conversation. */
  turnFor: (conversation: Conversation, request: ModelRequest) => Given;
  /** Of one feature, or of all. */
  leftovers: (feature?: string) => string[];
}

/** `thinks`: as today's models do; earlier ones didn't. */
export function createPlayer(play: Play, thinks: boolean): Player {
  const service: Service = { thinks, cache: createCache(), contexts: new Map() };
  const states = new Map<string, State>();
  const scripts = new Map<string, Script>();

  const scriptOf = (feature: string): Script => {
    const script = scripts.get(feature) ?? (typeof play === 'function' ? play(feature) : play);
    scripts.set(feature, script);
    return script;
  };

  const stateOf = ({ feature, key }: Conversation): State => {
    const name = `${feature} ${key}`;
    const state = states.get(name) ?? { feature, key, given: new Map(), turns: 0 };
    states.set(name, state);
    return state;
  };

  return {
    turnFor: (conversation, request) => {
      const state = stateOf(conversation);
      const digest = hash(
        JSON.stringify(request.messages.map(({ role, content }) => [role, content.map(withoutMarks)])),
      );
      const asked = { conversation, request, digest };
      const turn = state.given.get(digest) ?? nextTurn(service, scriptOf(state.feature), state, asked);
      state.given.set(digest, turn);
      return turn;
    },
    leftovers: (feature) => {
      const statesOf = (name?: string) => [...states.values()].filter((one) => (name ?? one.feature) === one.feature);
      if (typeof play !== 'function') return unasked(play, statesOf(feature));
      const features = feature === undefined ? [...scripts.keys()] : [feature];
      return features.flatMap((name) => unasked(scriptOf(name), statesOf(name)).map((turn) => `${name} ${turn}`));
    },
  };
}

function unasked(script: Script, states: State[]): string[] {
  return Object.entries(script).flatMap(([key, replies]) => {
    const asked = states.filter((state) => state.key === key).map(({ turns }) => turns);
    return replies.map((_, index) => `${key} turn ${index + 1}`).slice(Math.max(0, ...asked));
  });
}

interface Service {
  thinks: boolean;
  cache: PromptCache;
  /** The turns of each context, by its opening. */
  contexts: Map<string, Given[]>;
}

interface Asked {
  conversation: Conversation;
  request: ModelRequest;
  digest: string;
}

function nextTurn(service: Service, script: Script, state: State, { conversation, request, digest }: Asked): Given {
  const context = service.contexts.get(conversation.opening) ?? [];
  const last = context.at(-1);
  // A turn that had nothing but faults so far may be asked for by a shorter conversation.
  const pending = last?.times === 0 ? last : undefined;
  checkTurns(request.messages, pending ? context.slice(0, -1) : context);
  checkThinking(request);
  const { key, opening } = conversation;
  const number = pending?.number ?? state.turns + 1;
  const reply = script[key]?.[number - 1];
  if (!reply)
    throw new Violation(`${key} turn ${number}: the script has no reply to this: ${saidLast(request).slice(0, 300)}`);
  const said = sayingOf(service, reply, request, `${key} ${number}`);
  checkReply(reply, request, `${key} turn ${number}`, said.usage.output);
  if (pending) return Object.assign(pending, said, { digest });
  const given: Given = {
    ...said,
    number,
    stop: stopReason(reply),
    id: `msg_${hash(`${key} ${number}`).slice(0, 24)}`,
    digest,
    cut: reply.cut ?? false,
    paceMs: reply.paceMs ?? 0,
    thinkMs: (service.thinks && reply.thinks?.ms) || 0,
    fault: reply.fault,
    faults: reply.fault ? (reply.fault.times ?? 1) : 0,
    times: 0,
  };
  state.turns = number;
  service.contexts.set(opening, [...context, given]);
  return given;
}

/** What the reply says to this request, and what it costs. */
function sayingOf({ thinks, cache }: Service, reply: Reply, request: ModelRequest, name: string) {
  const plain = contentOf(reply, name);
  const content = thinks && !reply.empty ? withThought(reply, request, plain) : plain;
  const thoughts = content.filter((block): block is ThinkingBlock => block.type === 'thinking');
  const thinking = thoughts.reduce((sum, block) => sum + tokensOfThought(block), 0);
  const output = thinking + tokensOf(JSON.stringify(content.filter(({ type }) => type !== 'thinking')));
  return {
    content,
    complete: reply.cut ? content.slice(0, -1) : content,
    thinking,
    usage: { ...cache.take(request), output },
  };
}

const saidLast = ({ messages }: Pick<ModelRequest, 'messages'>) =>
  messages.at(-1)?.content.map(textOf).join('\n') ?? '';

function checkReply(reply: Reply, { messages, tools, max_tokens }: ModelRequest, place: string, length: number): void {
  const { expect, calls = [], unlisted } = reply;
  if (length > max_tokens)
    throw new Violation(`${place}: the reply of ${length} tokens is over max_tokens ${max_tokens}`);
  const said = saidLast({ messages });
  if (expect !== undefined && !(typeof expect === 'string' ? said.includes(expect) : expect.test(said))) {
    throw new Violation(`${place}: the last user message lacks ${expect}: ${said.slice(0, 300)}`);
  }
  const unknown = unlisted ? undefined : calls.find(({ name }) => !tools.some((tool) => tool.name === name));
  if (unknown) throw new Violation(`${place}: the script calls ${unknown.name}, which the request does not offer`);
}

function contentOf({ text, calls = [], empty }: Reply, turn: string): Block[] {
  if (empty) return [];
  const uses = calls.map(({ name, input }, n): Block => {
    return { type: 'tool_use', id: `toolu_${hash(`${turn} ${n}`).slice(0, 24)}`, name, input };
  });
  return text ? [{ type: 'text', text }, ...uses] : uses;
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
