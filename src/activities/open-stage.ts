import type { Prompt } from '../agent/prompts/opening.js';
import { toolsOf } from '../agent/tools/toolset.js';
import type { Baseline, Brief, Decision, Ids, PlannedTask, Stated, Task, ToolDefinition } from '../types.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { openWorkspace } from './workspace.js';
import { writePrompt } from './write-prompt.js';

/** `base`: the commit that the feature began on, missing in what earlier builds have opened. `note`: why this is done again. */
type About = { feature: string; request: string; base?: string; note?: string };
type Briefed = About & { brief: Brief; decisions: Decision[] };

/** `plan`: all tasks as they stood when this one began; `kept`: what an earlier try has left is in the worktree. */
type Planned = { task: Task; attempt: number; kept?: boolean; failedBefore?: Ids; plan?: PlannedTask[] };

/** `next`: the first id that no earlier plan has used; `failed`: what the validation of the earlier ones found wrong. */
type Planning = {
  feedback: string[];
  finished: Task[];
  next?: string;
  baseline?: Baseline;
  failed?: string[];
  subjects?: string[];
};

/** What each stage's prompt is made of. */
export type StageContext =
  | ({ stage: 'prime' } & About & { stated?: Stated })
  | ({ stage: 'discuss' } & About & { brief: Brief })
  | ({ stage: 'plan' } & Briefed & Planning)
  /** `both`: the conversation goes on to the other stage. */
  | ({ stage: 'red'; both?: boolean } & Briefed & Planned)
  | ({ stage: 'green' } & Briefed &
      Planned & {
        tests?: string[];
        failure?: string;
        summary?: string;
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

/** Makes the stage's worktree ready and writes its prompt. */
export function openStageActivity(deps: Dependencies) {
  return async function openStage(input: OpenStage): Promise<OpenedStage> {
    return alive(async (signal) => {
      const at = { name: input.worktree, commit: input.commit, tree: input.tree };
      const workspace = await openWorkspace(deps, input.place, at, signal);
      const prompt = await writePrompt(input, workspace, signal);
      const both = 'both' in input.context && input.context.both;
      return { ...prompt, tools: toolsOf(input.context.stage, both) };
    });
  };
}
