import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Usage } from '../../src/types.js';
import { sendError, sendHeaders } from './http.js';
import type { Reply, StreamFault } from './script.js';
import { type StreamedMessage, event, streamMessage } from './stream.js';
import { NOTHING, tokensOf } from './usage.js';

/** What is answered in place of a reply. */
interface Outcome {
  status: number;
  broken?: StreamFault['breaks'];
  usage: Usage;
  send: (response: ServerResponse) => Promise<void> | void;
}

export function playFault(fault: NonNullable<Reply['fault']>, message: StreamedMessage): Outcome {
  if ('status' in fault) {
    return { status: fault.status, usage: NOTHING, send: (response) => sendError(response, fault) };
  }
  const sent = partOf([...streamMessage(message)], fault.after);
  const send = (response: ServerResponse) => sendBroken(response, sent, fault);
  return { status: 200, broken: fault.breaks, usage: billOf(message, sent), send };
}

function partOf(events: string[], after: StreamFault['after']): string[] {
  if (after === 'middle') return events.slice(0, Math.ceil(events.length / 2));
  return after === 'all' ? events.slice(0, -1) : [];
}

/** The service bills what it has said and thought, and tells how much only at the end. */
function billOf({ usage, thinking }: StreamedMessage, sent: string[]): Usage {
  if (sent.length === 0) return NOTHING;
  const events = sent.map((text) => JSON.parse(text.slice(text.indexOf('{'))) as Sent);
  if (events.some(({ type }) => type === 'message_delta')) return usage;
  const said = events.map(({ delta }) => delta?.text ?? delta?.partial_json ?? '').join('');
  const begun = events.some(({ content_block: block }) => block?.type === 'thinking');
  return { ...usage, output: Math.max(1, tokensOf(said) + (begun ? thinking : 0)) };
}

interface Sent {
  type: string;
  content_block?: { type: string };
  delta?: { text?: string; partial_json?: string };
}

const PING_MS = 50;
/** Long enough for what was sent to be read before a reset, which may drop what wasn't. */
const READ_MS = 500;

async function sendBroken(
  response: ServerResponse,
  sent: string[],
  { breaks, after, type = 'overloaded_error' }: StreamFault,
) {
  if (after !== 'nothing') {
    sendHeaders(response);
    response.flushHeaders();
  }
  for (const one of sent) response.write(one);
  if (breaks === 'end') response.end();
  if (breaks === 'error') response.end(event('error', { error: { type, message: 'said in the middle' } }));
  if (breaks === 'reset') {
    await sleep(READ_MS);
    response.socket?.resetAndDestroy();
  }
  if (breaks === 'pings') {
    const pings = setInterval(() => response.write(event('ping', {})), PING_MS);
    await once(response, 'close');
    clearInterval(pings);
  }
}
