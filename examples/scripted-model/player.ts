import { createHash } from 'node:crypto';
import type { Usage } from '../../src/types.js';
import { type Conversation, Violation } from './check.js';
import { type Block, type Play, type Reply, type Script, stopReason } from './script.js';
import { type ModelRequest, textOf } from './shape.js';
import { type Turn, checkTurns } from './turns.js';
import { inputUsage, promptOf, tokensOf } from './usage.js';

/** A turn with all that is needed to send it again. */
export interface Given extends Turn {
  id: string;
  digest: string;
  usage: Usage;
  cut: boolean;
  paceMs: number;
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
  /** The turns of each context of the conversation, by its opening. */
  contexts: Map<string, Given[]>;
  prompts: string[][];
}

export interface Player {
  /** The same request gets the same turn; a new one the next reply of its conversation. */
  turnFor: (conversation: Conversation, request: ModelRequest) => Given;
  /** Of one feature, or of all. */
  leftovers: (feature?: string) => string[];
}

export function createPlayer(play: Play): Player {
  const states = new Map<string, State>();
  const scripts = new Map<string, Script>();

  const scriptOf = (feature: string): Script => {
    const script = scripts.get(feature) ?? (typeof play === 'function' ? play(feature) : play);
    scripts.set(feature, script);
    return script;
  };

  const stateOf = ({ feature, key }: Conversation): State => {
    const name = `${feature} ${key}`;
    const state = states.get(name) ?? { feature, key, given: new Map(), turns: 0, contexts: new Map(), prompts: [] };
    states.set(name, state);
    return state;
  };

  return {
    turnFor: (conversation, request) => {
      const state = stateOf(conversation);
      const digest = hash(promptOf(request).slice(1).join('\n'));
      const turn = state.given.get(digest) ?? nextTurn(scriptOf(state.feature), state, conversation, request, digest);
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

function nextTurn(script: Script, state: State, conversation: Conversation, request: ModelRequest, digest: string) {
  const context = state.contexts.get(conversation.opening) ?? [];
  const last = context.at(-1);
  const pending = last?.times === 0 ? last : undefined;
  checkTurns(request.messages, pending ? context.slice(0, -1) : context);
  // A turn that had nothing but faults so far may be asked for by a shorter conversation.
  if (pending) return Object.assign(pending, { digest, usage: usageOf(pending, state, request) });
  const { key, opening } = conversation;
  const number = state.turns + 1;
  const reply = script[key]?.[number - 1];
  if (!reply)
    throw new Violation(`${key} turn ${number}: the script has no reply to this: ${saidLast(request).slice(0, 300)}`);
  checkReply(reply, request, `${key} turn ${number}`);
  const content = contentOf(reply, key, number);
  const given: Given = {
    number,
    content,
    complete: reply.cut ? content.slice(0, -1) : content,
    stop: stopReason(reply),
    id: `msg_${hash(`${key} ${number}`).slice(0, 24)}`,
    digest,
    usage: usageOf({ content }, state, request),
    cut: reply.cut ?? false,
    paceMs: reply.paceMs ?? 0,
    fault: reply.fault,
    faults: reply.fault ? (reply.fault.times ?? 1) : 0,
    times: 0,
  };
  state.turns = number;
  state.contexts.set(opening, [...context, given]);
  return given;
}

/** Prompt and reply are in the service's cache from now on. */
function usageOf({ content }: Pick<Given, 'content'>, { prompts }: State, request: ModelRequest): Usage {
  const usage = { ...inputUsage(request, prompts), output: tokensOf(JSON.stringify(content)) };
  prompts.push([...promptOf(request), JSON.stringify(['assistant', content])]);
  return usage;
}

const saidLast = ({ messages }: Pick<ModelRequest, 'messages'>) =>
  messages.at(-1)?.content.map(textOf).join('\n') ?? '';

function checkReply(reply: Reply, { messages, tools, max_tokens }: ModelRequest, place: string): void {
  const { expect, calls = [], unlisted, text = '' } = reply;
  const length = tokensOf(JSON.stringify([text, calls]));
  if (length > max_tokens)
    throw new Violation(`${place}: the reply of ${length} tokens is over max_tokens ${max_tokens}`);
  const said = saidLast({ messages });
  if (expect !== undefined && !(typeof expect === 'string' ? said.includes(expect) : expect.test(said))) {
    throw new Violation(`${place}: the last user message lacks ${expect}: ${said.slice(0, 300)}`);
  }
  const unknown = unlisted ? undefined : calls.find(({ name }) => !tools.some((tool) => tool.name === name));
  if (unknown) throw new Violation(`${place}: the script calls ${unknown.name}, which the request does not offer`);
}

function contentOf({ text, calls = [], empty }: Reply, key: string, number: number): Block[] {
  if (empty) return [];
  const uses = calls.map(({ name, input }, n): Block => {
    return { type: 'tool_use', id: `toolu_${hash(`${key} ${number} ${n}`).slice(0, 24)}`, name, input };
  });
  return text ? [{ type: 'text', text }, ...uses] : uses;
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
