import { discussPrompt } from '../agent/prompts/discuss.js';
import { greenPrompt } from '../agent/prompts/green.js';
import { planPrompt } from '../agent/prompts/plan.js';
import type { Prompt } from '../agent/prompts/opening.js';
import { primePrompt } from '../agent/prompts/prime.js';
import { redPrompt } from '../agent/prompts/red.js';
import { toolsOf } from '../agent/tools/toolset.js';
import type { Brief, Decision, Task, ToolDefinition } from '../types.js';
import { cap } from '../agent/tools/output.js';
import { mergeTrees } from '../git/land.js';
import { fileAt, type Repository } from '../git/repository.js';
import { holdWork } from '../git/work.js';
import { listTree } from '../git/trees.js';
import { shortList } from '../lists.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { manifestCommands, statedAt } from './stated-at.js';
import { instructionsAt, openWorkspace, type Workspace } from './workspace.js';

type About = { feature: string; request: string };
type Briefed = About & { brief: Brief; decisions: Decision[] };

/** What each stage's prompt is made of. */
export type StageContext =
  | ({ stage: 'prime' } & About)
  | ({ stage: 'discuss' } & About & { brief: Brief })
  | ({ stage: 'plan' } & Briefed & { feedback: string[]; finished: Task[] })
  | ({ stage: 'red' } & Briefed & { task: Task; attempt: number; note?: string })
  | ({ stage: 'green' } & Briefed & {
        task: Task;
        attempt: number;
        note?: string;
        tests?: string[];
        failure?: string;
        bringsTests?: boolean;
        mend?: ToMend;
      });

/** Finished work that does not stand on the commit of its stage: the stage's tree is the two, merged. */
export interface ToMend {
  /** A commit of it, and why it can't land as it is. */
  work: string;
  reason: string;
}

export interface OpenStage {
  place: Place;
  worktree: string;
  commit: string;
  tree: string;
  context: StageContext;
}

export interface OpenedStage extends Prompt {
  /** Missing in what earlier builds have opened. */
  tools?: ToolDefinition[];
}

const LISTED_FILES = 400;

/** Makes the stage's worktree ready and writes its prompt. */
export function openStageActivity(deps: Dependencies) {
  return async function openStage(input: OpenStage): Promise<OpenedStage> {
    return alive(async (signal) => {
      const at = { name: input.worktree, commit: input.commit, tree: input.tree };
      const workspace = await openWorkspace(deps, input.place, at, signal);
      const prompt = await promptOf(input, workspace);
      return { ...prompt, tools: toolsOf(input.context.stage) };
    });
  };
}

async function promptOf({ context, commit, tree }: OpenStage, workspace: Workspace): Promise<Prompt> {
  switch (context.stage) {
    case 'prime': {
      const instructions = await instructionsAt(workspace.repo, tree);
      const layout = await layoutOf(workspace, tree);
      const stated = await statedAt(workspace.repo, tree);
      const manifests = await manifestCommands(workspace.repo, tree);
      const known = { ...(instructions ? { instructions } : {}), ...(stated ? { stated } : {}) };
      return primePrompt({ ...context, layout, manifests, ...known });
    }
    case 'discuss':
      return discussPrompt(context);
    case 'plan':
      return planPrompt(context);
    case 'red':
      return redPrompt(context);
    case 'green': {
      const { mend, ...known } = context;
      if (!mend) return greenPrompt(known);
      const { repo } = workspace;
      await holdWork(repo, context.feature, 'work', { task: context.task.id, tree, base: commit });
      return greenPrompt({ ...known, mend: await conflictOf(mend, repo, commit, tree) });
    }
  }
}

async function layoutOf(workspace: Workspace, tree: string): Promise<string> {
  const files = (await listTree(workspace.repo, tree)).map((entry) => entry.path);
  const more = files.length - LISTED_FILES;
  return [...files.slice(0, LISTED_FILES), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}

/** More than these files in conflict are read by the agent itself. */
const SHOWN_CONFLICTS = 5;
const SHOWN_BYTES = 8 * 1024;

async function conflictOf({ work, reason }: ToMend, repo: Repository, tip: string, tree: string) {
  const merge = await mergeTrees(repo, tip, work);
  if (!('conflicts' in merge)) return { reason, words: [], files: [] };
  const texts = merge.conflicts.slice(0, SHOWN_CONFLICTS).map(async (file) => {
    const text = await fileAt(repo, tree, file);
    return text === undefined || text.includes('\0') ? [] : [{ file, text: cap(text, SHOWN_BYTES) }];
  });
  return { reason, words: shortList(merge.words), files: (await Promise.all(texts)).flat() };
}
