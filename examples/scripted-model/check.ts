import { z } from 'zod';
import { type Message, type ModelRequest, blocksOf, countedSchema, marksOf, requestSchema, textOf } from './shape.js';

/** What is wrong with a request. The real service answers 400 to the same, but for the rules of this project. */
export class Violation extends Error {}

const MAX_MARKS = 4;
/** Every phase ends with one of these, so that every phase offers them. */
const ENDINGS = ['submit', 'blocked'];
const HEADER =
  /^Feature: (\S+)\nPhase: (?:(prime|discuss|plan)|execute\nTask: (task-\d{3})\nStage: (red|green)\nAttempt: ([1-9]\d*))(?:\n|$)/;

export interface Conversation {
  feature: string;
  /** Of the stage that it is in. */
  key: string;
  /** The text that the conversation starts with; two contexts of one key differ in it. */
  opening: string;
}

/** `thinks`: as a model of today, which refuses what those before it took. */
export function checkRequest(body: unknown, thinks: boolean): ModelRequest {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) throw new Violation(z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' '));
  const request = parsed.data;
  checkRoles(request.messages);
  checkPairs(request.messages);
  checkTools(request.tools);
  checkMarks(request);
  if (thinks) checkControls(request);
  else checkNoThinking(request);
  return request;
}

/** What is to be counted only: a prompt. */
export function checkCounted(body: unknown) {
  const parsed = countedSchema.safeParse(body);
  if (!parsed.success) throw new Violation(z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' '));
  return parsed.data;
}

/** Reads the header lines of the contract: the opening's, and those of the stage that it has gone on to. */
export function conversationOf({ messages }: ModelRequest): Conversation {
  const first = messages[0]?.content[0];
  const opening = first ? textOf(first) : '';
  if (!HEADER.test(opening))
    throw new Violation('messages.0: the first user message lacks the lines Feature, Phase, …');
  const texts = messages.filter(({ role }) => role === 'user').flatMap((message) => blocksOf(message, 'text'));
  const last = texts.findLast(({ text }) => HEADER.test(text))?.text ?? opening;
  const [, feature = '', phase, task, stage, attempt] = HEADER.exec(last) ?? [];
  return { feature, key: phase ?? `${task}/${stage}/${attempt}`, opening };
}

function checkRoles(messages: Message[]): void {
  for (const [index, { role, content }] of messages.entries()) {
    if (role !== (index % 2 === 0 ? 'user' : 'assistant')) throw at(index, 'roles must alternate and start with user');
    const misplaced = content.find(({ type }) => type === (role === 'user' ? 'tool_use' : 'tool_result'));
    if (misplaced) throw at(index, `${misplaced.type} in a message of the ${role}`);
  }
  if (messages.length % 2 === 0) throw at(messages.length - 1, 'the last message must be of the user');
}

function checkPairs(messages: Message[]): void {
  const seen = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const asked = index === 0 ? [] : toolUses(messages[index - 1]);
    const answered = blocksOf(message, 'tool_result').map((block) => block.tool_use_id);
    if (message.role === 'user') checkAnswers(index, message, asked, answered);
    for (const id of toolUses(message)) {
      if (seen.has(id)) throw at(index, `tool_use ids must be unique: ${id}`);
      seen.add(id);
    }
  }
}

function checkAnswers(index: number, { content }: Message, asked: string[], answered: string[]): void {
  const missing = asked.find((id) => !answered.includes(id));
  if (missing) throw at(index, `tool_use ${missing} has no tool_result in the next message`);
  const orphan = answered.find((id) => !asked.includes(id));
  if (orphan) throw at(index, `tool_result ${orphan} has no tool_use in the previous message`);
  if (new Set(answered).size < answered.length) throw at(index, 'a tool_use has more than one tool_result');
  if (content.slice(0, answered.length).some(({ type }) => type !== 'tool_result')) {
    throw at(index, 'tool_result blocks must come first');
  }
}

function checkTools(tools: ModelRequest['tools']): void {
  const names = tools.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new Violation('tools: names must be unique');
  const missing = ENDINGS.find((name) => !names.includes(name));
  if (missing) throw new Violation(`tools: ${missing} is missing`);
}

function checkMarks(request: ModelRequest): void {
  const marks = marksOf(request);
  if (marks > MAX_MARKS) throw new Violation(`at most ${MAX_MARKS} blocks may have cache_control, found ${marks}`);
}

function checkControls({ thinking, tool_choice: choice, temperature }: ModelRequest): void {
  if (thinking?.type === 'disabled') {
    throw new Violation(
      'thinking.type: `disabled` is not supported by this model. Use `between_tools` to turn up-front thinking off.',
    );
  }
  if (thinking?.type === 'enabled' || thinking?.budget_tokens !== undefined) {
    throw new Violation(
      'thinking.type: `enabled` and thinking budgets are not supported by this model. Use `adaptive`.',
    );
  }
  if (choice?.type === 'any' || choice?.type === 'tool') {
    throw new Violation(
      `tool_choice.type: \`${choice.type}\` is not supported by this model: tool use can't be forced.`,
    );
  }
  if (temperature !== undefined)
    throw new Violation('temperature: sampling parameters are not supported by this model');
}

function checkNoThinking({ thinking, output_config: output, messages }: ModelRequest): void {
  if (thinking?.type === 'adaptive' || thinking?.type === 'between_tools') {
    throw new Violation(`thinking.type: \`${thinking.type}\` is not supported by this model`);
  }
  if (output?.effort) throw new Violation('output_config.effort: this model does not support the effort parameter');
  const index = messages.findIndex((message) => blocksOf(message, 'thinking').length > 0);
  if (index >= 0) throw at(index, 'thinking is not supported by this model');
}

const toolUses = (message: Message | undefined) => (message ? blocksOf(message, 'tool_use').map(({ id }) => id) : []);

const at = (index: number, problem: string) => new Violation(`messages.${index}: ${problem}`);
