import type { Reply, Script } from '../../scripted-model/script.js';

/** The script with one conversation in which the model errs. */
export type WrongTurn = (script: Script) => Script;

export const RED = 'task-001/red/1';
export const GREEN = 'task-001/green/1';
export const TEST = 'test/unit/user-model.test.js';
export const MODEL = 'src/models/user.js';
/** What the call that is cut off would leave. */
export const CUT_FILE = 'test/unit/user-model-draft.test.js';

/** The turns of the good conversations of task-001. */
export const AT = { read: 0, write: 1, test: 2, submit: 3 } as const;

export function turn(script: Script, key: string, index: number): Reply {
  const reply = script[key]?.[index];
  if (!reply) throw new Error(`The script has no turn ${index} of ${key}.`);
  return reply;
}

export function replace(key: string, change: (turnAt: (index: number) => Reply) => Reply[]): WrongTurn {
  return (script) => ({ ...script, [key]: change((index) => turn(script, key, index)) });
}

/** Puts a reply before one of the conversation's own, which then expects something of the answer. */
export function before(key: string, index: number, reply: Reply, then: Pick<Reply, 'expect'> = {}): WrongTurn {
  return (script) => {
    const own = script[key] ?? [];
    return {
      ...script,
      [key]: [...own.slice(0, index), reply, { ...turn(script, key, index), ...then }, ...own.slice(index + 1)],
    };
  };
}

/** Adds the good conversations of a task once more, for a later attempt at it. */
export function attemptAgain(task: string, attempt: number): WrongTurn {
  return (script) => {
    const copies = Object.entries(script)
      .filter(([key]) => key.startsWith(`${task}/`) && key.endsWith('/1'))
      .map(([key, replies]) => [key.replace(/1$/, String(attempt)), replies] as const);
    return { ...script, ...Object.fromEntries(copies) };
  };
}
