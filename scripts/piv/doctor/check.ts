/** One thing that was looked at. Only a `problem` has to be mended; a `warning` is for a person to think about. */
export interface Check {
  name: string;
  state: 'ok' | 'warning' | 'problem';
  detail: string;
  /** What to do about it. */
  fix?: string;
}

export const ok = (name: string, detail: string): Check => ({ name, state: 'ok', detail });

export const warning = (name: string, detail: string, fix: string): Check => ({ name, state: 'warning', detail, fix });

export const problem = (name: string, detail: string, fix: string): Check => ({ name, state: 'problem', detail, fix });

/** A failure's text as a check: by our custom the remedy stands behind the last semicolon. */
export function failed(name: string, error: unknown): Check {
  const text = error instanceof Error ? error.message : String(error);
  const at = text.lastIndexOf('; ');
  return at < 0 ? { name, state: 'problem', detail: text } : problem(name, text.slice(0, at), text.slice(at + 2));
}
