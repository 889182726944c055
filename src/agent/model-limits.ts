import type Anthropic from '@anthropic-ai/sdk';

/** What a model can do, as its service tells; what isn't told is missing. */
export interface ModelLimits {
  /** Tokens of a prompt, and of an answer, thinking included. */
  window?: number;
  answer?: number;
  /** Whether it thinks as much as it sees fit. */
  thinks?: boolean;
}

/** Longer than the service ever takes for it; without an answer a request goes out all the same. */
const PATIENCE_MS = 10_000;

/** Asks once. A gateway may have no such thing; then all that is missing is found out by trying. */
export function createLimits(client: Anthropic, model: string): () => Promise<ModelLimits> {
  let known: Promise<ModelLimits> | undefined;
  return async () => {
    known ??= retrieve(client, model);
    try {
      return await known;
    } catch (error) {
      // A service that can't be reached may tell later; one that answers has said what it has to say.
      const status = (error as { status?: number }).status;
      known = status === 404 || status === 405 || status === 501 ? Promise.resolve({}) : undefined;
      return {};
    }
  };
}

async function retrieve(client: Anthropic, model: string): Promise<ModelLimits> {
  const info = await client.models.retrieve(model, {}, { timeout: PATIENCE_MS });
  const { max_input_tokens: window, max_tokens: answer, capabilities } = info as Partial<Anthropic.ModelInfo>;
  const thinks = capabilities?.thinking?.types?.adaptive?.supported;
  return {
    ...(typeof window === 'number' ? { window } : {}),
    ...(typeof answer === 'number' ? { answer } : {}),
    ...(thinks === undefined ? {} : { thinks }),
  };
}
