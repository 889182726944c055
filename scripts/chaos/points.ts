/**
 * The boundaries at which a worker is killed, reached from outside: by a `git` and a `bwrap` at the front of its PATH,
 * by a line in front of the model, and by the notes that a worker keeps of its running steps.
 */
export interface Point {
  name: string;
  at: Trigger;
  /** How often it is passed before it counts. */
  skip?: number;
}

export type Trigger =
  | {
      on: 'git' | 'bwrap';
      /** Before it runs, while it does, or when it is done but nobody knows yet. */
      when: 'before' | 'during' | 'after';
      /** A shell pattern of all its arguments. */
      match: string;
      /** Only while a step of this type runs. */
      step?: string;
    }
  /** `sent`: the last byte has gone out. `kept`: it is in the spool. */
  | { on: 'model'; when: 'asked' | 'half' | 'sent' | 'kept' }
  | { on: 'step'; when: 'begins' | 'ends'; step?: string };

const STEPS = [
  'inspect',
  'openStage',
  'callModel',
  'runTools',
  'measureBaseline',
  'proveRed',
  'proveGreen',
  'prepareLanding',
  'landTask',
  'settleTask',
  'prepareValidation',
  'verifyTask',
  'validateStage',
  'finish',
];

const PAUSE_STEPS = ['markPausePoint', 'unmarkPausePoint', 'checkTip'];

/** What each step does with git, in the order in which it does it. */
const GIT: Record<string, string[]> = {
  inspect: ['*rev-parse*', '*commit-tree*', '*update-ref --stdin*'],
  openStage: ['*worktree add*', '*read-tree*', '*clean*'],
  runTools: ['*status --porcelain*', '*update-index --add*', '*write-tree*', '*commit-tree*', '*update-ref --stdin*'],
  proveRed: ['*diff-tree*', '*update-ref --stdin*'],
  proveGreen: ['*read-tree*', '*update-index*', '*write-tree*', '*clean*', '*update-ref --stdin*'],
  prepareLanding: ['* log *', '*worktree list*', '*commit-tree*', '*merge-tree*'],
  landTask: ['*commit-tree*', '*worktree list*', '*update-ref refs/heads/piv/*'],
  settleTask: ['*mktree*', '*commit-tree*', '*update-ref refs/piv/*', '*worktree remove*', '*update-ref -d*'],
  prepareValidation: ['*worktree remove*', '*worktree add*', '*diff-tree*'],
  finish: ['*commit-tree*', '*update-ref refs/piv/*', '*worktree remove*', '*update-ref -d*'],
};

const PAUSE_GIT: Record<string, string[]> = {
  markPausePoint: ['*for-each-ref*', '*commit-tree*', '*update-ref refs/heads/piv/*'],
  unmarkPausePoint: ['*update-ref refs/heads/piv/*'],
};

const COMMANDS = ['runTools', 'measureBaseline', 'proveRed', 'proveGreen', 'verifyTask', 'validateStage'];

const stepPoints = (steps: string[]): Point[] =>
  steps.flatMap((step) =>
    (['begins', 'ends'] as const).map((when) => ({ name: `${step} ${when}`, at: { on: 'step', when, step } })),
  );

const gitPoints = (table: Record<string, string[]>): Point[] =>
  Object.entries(table).flatMap(([step, patterns]) =>
    patterns.flatMap((match) =>
      (['before', 'after'] as const).map((when): Point => {
        const words = match.replaceAll('*', ' ').replaceAll(/ +/g, ' ').trim();
        return { name: `${step}: ${when} git ${words}`, at: { on: 'git', when, match, step } };
      }),
    ),
  );

const commandPoints = (steps: string[]): Point[] =>
  steps.flatMap((step) =>
    (['before', 'during', 'after'] as const).map((when): Point => {
      return { name: `${step}: ${when} a command`, at: { on: 'bwrap', when, match: '*', step } };
    }),
  );

const MODEL: Point[] = (['asked', 'half', 'sent', 'kept'] as const).flatMap((when) =>
  [0, 7].map((skip): Point => ({ name: `model ${when}${skip ? ', later' : ''}`, at: { on: 'model', when }, skip })),
);

/** Every point that the example feature passes. */
export const POINTS: Point[] = [...MODEL, ...stepPoints(STEPS), ...gitPoints(GIT), ...commandPoints(COMMANDS)];

/** Those that it passes only when it is paused and resumed. */
export const PAUSE_POINTS: Point[] = [
  ...stepPoints(PAUSE_STEPS),
  ...gitPoints(PAUSE_GIT),
  ...commandPoints(['checkTip']),
];
