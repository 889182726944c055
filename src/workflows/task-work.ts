import type { Left } from './kept-work.js';
import type { TaskReport } from './messages.js';
import type { Mend } from './proven.js';
import type { TaskResult } from './task.js';

/** What the feature knows of a task beyond its status. */
export interface TaskWork {
  /** The run that is under way. */
  run?: string;
  /** The commit that it stands on. */
  base?: string;
  /** How that run ended; what was made waits to be landed. */
  result?: TaskResult;
  report?: TaskReport;
  contexts: number;
  /** Why it is to be done again, or what it has finished that can't land as it is. */
  note?: string;
  mend?: Mend;
  /** A try of it was given up: the next is by the model of last attempts, and goes on from what it left. */
  failed?: boolean;
  left?: Left & { commit: string };
  refusals?: string[];
  /** Runs that have ended: what they still say is old. */
  ended: string[];
}
