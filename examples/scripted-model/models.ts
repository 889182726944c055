/** What the service tells of a model: `GET /v1/models/ID`. */

const supported = (yes: boolean) => ({ supported: yes });

export function describeModel(id: string, thinks: boolean): object {
  const efforts = Object.fromEntries(
    ['low', 'medium', 'high', 'xhigh', 'max'].map((level) => [level, supported(thinks)]),
  );
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: '2026-08-31T00:00:00Z',
    lifecycle: 'active',
    max_input_tokens: 1_000_000,
    max_tokens: thinks ? 128_000 : 64_000,
    capabilities: {
      effort: { ...supported(thinks), ...efforts },
      thinking: {
        ...supported(thinks),
        types: { adaptive: supported(thinks), between_tools: supported(thinks), enabled: supported(false) },
      },
    },
  };
}
