import type Anthropic from '@anthropic-ai/sdk';

/** What a model can do, as its service tells; what isn't told is missing. */
export interface ModelLimits {
  /** Tokens of a prompt. */
  window?: number;
  /** Tokens of an answer, thinking included. */
  answer?: number;
  /** Whether it thinks as much as it sees fit. */
  thinks?: boolean;
}

/** Longer than the service ever takes for it; without an answer a request goes out all the same. */
const PATIENCE_MS = 10_000;

/** A service that can't tell now may be able to after so long: no turn waits for it in between. */
const AGAIN_MS = 60_000;

/** Asks once. A gateway may have no such thing; then all that is missing is found out by trying. */
export function createLimits(client: Anthropic, model: string): () => Promise<ModelLimits> {
  let known: Promise<ModelLimits> | undefined;
  const unknown = (error: { status?: number }): ModelLimits => {
    const hasNone = error.status === 404 || error.status === 405 || error.status === 501;
    if (!hasNone) setTimeout(() => (known = undefined), AGAIN_MS).unref();
    return {};
  };
  return () => (known ??= retrieve(client, model).catch(unknown));
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
