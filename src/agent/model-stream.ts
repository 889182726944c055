import { APIError } from '@anthropic-ai/sdk/core/error';
import { Stream } from '@anthropic-ai/sdk/core/streaming';
import { noModel } from './model-failure.js';
import { eventsOf, type ReplyEvent, type ReplyMessage } from './model-reply.js';

/** Of a service that takes no notice of `stream`, the whole reply. */
export async function* eventsIn(sent: Response, heard: () => void): AsyncGenerator<ReplyEvent> {
  const response = listenedTo(sent, heard);
  const kind = response.headers.get('content-type') ?? '';
  if (!/event-stream/i.test(kind)) return yield* eventsOf(await messageIn(response, kind));
  for await (const { event, data } of Stream.rawEvents(response)) {
    if (event === 'error') throw errorIn(data, response.headers);
    if (data) yield JSON.parse(data) as ReplyEvent;
  }
}

/** Also pings and comments say that the line is alive. */
function listenedTo({ body, headers, status }: Response, heard: () => void): Response {
  const listen = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, passed) {
      heard();
      passed.enqueue(bytes);
    },
  });
  return new Response(body?.pipeThrough(listen) ?? null, { headers, status });
}

function errorIn(data: string, headers: Headers): APIError {
  const told = parsed(data) as { error?: { type?: never } } | undefined;
  return new APIError(undefined, told ?? {}, undefined, headers, told?.error?.type);
}

async function messageIn(response: Response, kind: string): Promise<ReplyMessage> {
  const message = parsed(await response.text()) as Partial<ReplyMessage> | null | undefined;
  if (message?.type !== 'message' || !Array.isArray(message.content)) throw noModel(response.status, kind);
  return message as ReplyMessage;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
