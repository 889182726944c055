import type Anthropic from '@anthropic-ai/sdk';
import type { Usage } from '../types.js';
import { NO_USAGE } from '../usage.js';

/**
 * What a reply has cost so far, read from its events: the SDK forgets the message of a stream that ends early. The
 * service bills what it has said, and tells how much only at the end; until then it is counted by its bytes.
 */
export interface Meter {
  read(event: Anthropic.MessageStreamEvent): Usage;
  spent(): Usage;
}

const BYTES_PER_TOKEN = 4;

export function createMeter(): Meter {
  let usage = NO_USAGE;
  let bytes = 0;
  let final = false;
  const spent = () =>
    final ? usage : { ...usage, output: Math.max(usage.output, Math.ceil(bytes / BYTES_PER_TOKEN)) };
  return {
    read(event) {
      if (event.type === 'message_start') usage = usageOf(event.message.usage, usage);
      else if (event.type === 'content_block_delta') bytes += Buffer.byteLength(saidIn(event.delta));
      else if (event.type === 'message_delta') {
        usage = usageOf(event.usage, usage);
        final = true;
      }
      return spent();
    },
    spent,
  };
}

function saidIn(delta: Anthropic.RawContentBlockDelta): string {
  if (delta.type === 'text_delta') return delta.text;
  if (delta.type === 'input_json_delta') return delta.partial_json;
  return delta.type === 'thinking_delta' ? delta.thinking : '';
}

type Counted = Pick<
  Anthropic.MessageDeltaUsage,
  'input_tokens' | 'output_tokens' | 'cache_read_input_tokens' | 'cache_creation_input_tokens'
>;

/** Totals, each of which may be left out where it has not changed. */
function usageOf(told: Partial<Counted> | undefined, before: Usage): Usage {
  return {
    input: told?.input_tokens ?? before.input,
    output: told?.output_tokens ?? before.output,
    cacheReads: told?.cache_read_input_tokens ?? before.cacheReads,
    cacheWrites: told?.cache_creation_input_tokens ?? before.cacheWrites,
  };
}
