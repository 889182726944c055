import { cap } from '../agent/tools/output.js';
import { codePrompt } from '../agent/prompts/code.js';
import { discussPrompt } from '../agent/prompts/discuss.js';
import { greenPrompt } from '../agent/prompts/green.js';
import { layoutText } from '../agent/prompts/layout.js';
import type { Prompt } from '../agent/prompts/opening.js';
import { planPrompt } from '../agent/prompts/plan.js';
import { primePrompt } from '../agent/prompts/prime.js';
import { redPrompt } from '../agent/prompts/red.js';
import { mergeTrees } from '../git/land.js';
import { fileAt, type Repository } from '../git/repository.js';
import { listTree } from '../git/trees.js';
import { holdWork } from '../git/work.js';
import { shortList } from '../lists.js';
import { onlyHere } from '../verify/manifests/here.js';
import { firstWords, programsIn } from '../verify/programs-here.js';
import { groundOf, instructionsAt, programsFor } from './ground.js';
import type { OpenStage, ToMend } from './open-stage.js';
import { manifestCommands, statedAt } from './stated-at.js';
import type { Workspace } from './workspace.js';

/** The prompt of a stage: what it is to do, how the repository is worked on, and where it is. */
export async function writePrompt(input: OpenStage, workspace: Workspace, signal: AbortSignal): Promise<Prompt> {
  const { context, commit, tree, place } = input;
  const { base = commit } = context;
  const touched = 'task' in context ? context.task.files : [];
  const { own, ...instructions } = await instructionsAt(workspace.repo, base, touched);
  if (context.stage === 'prime') {
    const { ground, ...found } = await lookAround(input, workspace, signal);
    return primePrompt({ ...context, ...instructions, ...found, ground });
  }
  const names = await programsIn(context.brief.commands, workspace.dir);
  const programs = await programsFor(['git', ...names], place, workspace, signal);
  const ground = await groundOf({ place, base, commit }, workspace, programs);
  const around = { ...instructions, ground, own };
  switch (context.stage) {
    case 'discuss':
      return discussPrompt({ ...context, ...around });
    case 'plan':
      return planPrompt({ ...context, ...around });
    case 'red':
      return (context.both ? codePrompt : redPrompt)({ ...context, ...around });
    case 'green': {
      const { mend, ...known } = { ...context, ...around };
      if (!mend) return greenPrompt(known);
      const { repo } = workspace;
      await holdWork(repo, context.feature, 'work', { task: context.task.id, tree, base: commit });
      return greenPrompt({ ...known, mend: await conflictOf(mend, repo, commit, tree) });
    }
  }
}

/** What prime is told of a repository that nobody has looked at. */
async function lookAround({ context, place, commit, tree }: OpenStage, workspace: Workspace, signal: AbortSignal) {
  const { repo } = workspace;
  const paths = (await listTree(repo, tree)).map((entry) => entry.path);
  const stated = ('stated' in context && context.stated) || (await statedAt(repo, tree));
  const suggested = await manifestCommands(repo, tree);
  const commands = [...suggested, stated?.commands ?? {}].flatMap((list) => Object.values(list));
  const names = ['git', ...commands.flatMap((found) => (found ? firstWords(found.command) : []))];
  const programs = await programsFor(names, place, workspace, signal);
  const contributing = await fileAt(repo, tree, CONTRIBUTING);
  return {
    layout: layoutText(paths),
    ...onlyHere(suggested, programs.absent),
    ...(stated ? { stated } : {}),
    ...(contributing ? { contributing: { path: CONTRIBUTING, text: contributing } } : {}),
    ground: await groundOf({ place, base: commit, commit }, workspace, programs),
  };
}

const CONTRIBUTING = 'CONTRIBUTING.md';

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
