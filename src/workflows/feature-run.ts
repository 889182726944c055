import type { Inspected } from '../activities/inspect.js';
import type { Place } from '../activities/dependencies.js';
import type { Amount, Brief, Decision, Entry, Feature, Phase, Session, Status, Task, TaskStatus } from '../types.js';
import { NO_USAGE } from '../usage.js';
import type { ToldFeature } from './feature-words.js';
import { grantsIn } from './granting.js';
import type { Ask } from './grants.js';
import type { Found, OwnCommands, Renamed } from './stated.js';
import type { TaskWork } from './task-work.js';
import type { Testing } from './testing.js';

/** The state of a feature: plain data, changed by its story and its messages. */
export interface FeatureRun extends Pick<
  Status,
  | 'waitingFor'
  | 'doing'
  | 'cancelling'
  | 'baseline'
  | 'commits'
  | 'usage'
  | 'validation'
  | 'summary'
  | 'model'
  | 'models'
> {
  feature: Feature;
  slug: string;
  phase: Phase;
  /** Set by `inspect`. `measured`: where the baseline is of another commit than the base. */
  at: Inspected & { measured?: { commit: string; tree: string } };
  place: Place;
  /** The last commit that we know on the branch. */
  tip: string;
  transcript: Entry[];
  contexts: number;
  brief?: Brief;
  /** Of it, what prime has found, before what the repository states and a person says. */
  found?: Found;
  own?: OwnCommands;
  renamed?: Renamed[];
  decisions: Decision[];
  /** The questions are known. */
  discussed: boolean;
  /** Tasks as planned; `tasks` is how they stand. */
  plan: Task[];
  planHash?: string;
  testing?: Testing;
  /** The plan waits for a person. */
  planOpen: boolean;
  /** Tasks of the plans before this one, and ids that no other task gets. */
  earlier: string[];
  dropped: string[];
  feedback: string[];
  tasks: TaskStatus[];
  work: Map<string, TaskWork>;
  /** Resolved when the task's workflow has ended. */
  children: Map<string, Promise<void>>;
  /** `wanted`: why; `number`: of those that tasks were told of; `closed`: all is quiet; `wip`: the commit that marks it. */
  pause: { wanted?: string; number: number; closed: boolean; wip?: string };
  /** The host takes no steps, and what is waited for. */
  away?: string;
  notes: string[];
  blockedOn?: string;
  /** What the last validation found wrong. */
  failed?: string[];
  /** What the story has not acted upon yet. `read`: piv.config.yaml again; `measure`: commands that are others now. */
  inbox: { retry: boolean; revise: boolean; approved: boolean; read?: boolean; measure?: boolean };
  /** Spending and history are bounded: not in features of earlier builds. */
  bounded: boolean;
  /** A code task is one conversation, or two, and what it leaves is kept: not in those either. */
  keeps: boolean;
  /** What tasks, and the feature itself, may still spend of what was granted. */
  held: Record<string, Amount>;
  asks: Ask[];
  sessions: Session[];
  /** US dollars so far, where the model has a price, and the model that has none. */
  cost?: number;
  unpriced?: string;
  /** ISO 8601: a run of its workflow may have begun later. */
  began: string;
  told: ToldFeature[];
  /** Search attributes as last written. */
  columns: Partial<Record<'PivFeature' | 'PivPhase' | 'PivStatus', string>>;
  closed?: 'passed' | 'failed' | 'cancelled';
  ending?: string;
}

export function newRun(feature: Feature, slug: string, began: string): FeatureRun {
  const { sandbox, repo, setupNetwork } = feature;
  return {
    feature,
    slug,
    phase: 'prime',
    at: { repo: '', base: '', tree: '', host: '', searchAttributes: [] },
    tip: '',
    contexts: 0,
    place: { repo, slug, sandbox, setupNetwork, ...grantsIn(feature) },
    transcript: [],
    decisions: [],
    discussed: false,
    plan: [],
    planOpen: false,
    earlier: [],
    dropped: [],
    feedback: [],
    tasks: [],
    work: new Map(),
    children: new Map(),
    pause: { number: 0, closed: false },
    notes: [],
    inbox: { retry: false, revise: false, approved: false },
    bounded: false,
    keeps: false,
    held: {},
    asks: [],
    began,
    sessions: [{ number: 1, tokens: 0, done: [] }],
    usage: NO_USAGE,
    commits: [],
    told: [],
    columns: {},
  };
}

export const session = (run: FeatureRun): Session => run.sessions[run.sessions.length - 1]!;
export const taskOf = (run: FeatureRun, id: string) => run.tasks.find((task) => task.id === id);

export function workOf(run: FeatureRun, id: string): TaskWork {
  const found = run.work.get(id) ?? { contexts: 0, ended: [] };
  run.work.set(id, found);
  return found;
}
