import { executeCalls, mayWrite } from '../agent/tools/execute.js';
import type { Workspace as ToolWorkspace } from '../agent/tools/tool.js';
import { assertLeased } from '../git/lease.js';
import { holdWork } from '../git/work.js';
import { emptyAgain, emptyOnes, submodulesIn } from '../git/submodules.js';
import { SnapshotRefused, snapshotTree } from '../git/snapshot.js';
import { leftOut } from '../git/left-out.js';
import { markTree, restoreTree } from '../git/worktree.js';
import { isInside } from '../inside.js';
import { runCommand } from '../sandbox/run.js';
import { shortText } from '../lists.js';
import type { Commands, Ids, StageName, ToolResult, ToolUse } from '../types.js';
import { listed } from '../verify/failures.js';
import { runTests } from '../verify/run-tests.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { readIds } from './ids.js';
import { lockDependencies } from './lock-dependencies.js';
import { refusal } from './refusal.js';
import { confinedIn, openWorkspace, type Workspace } from './workspace.js';

export interface RunTools {
  place: Place;
  stage: StageName;
  /** Missing in the phases that only read. */
  task?: string;
  worktree: string;
  commit: string;
  /** The tree that the tools start from: the worktree is restored to it if it isn't that. */
  tree: string;
  calls: ToolUse[];
  /** Of the conversation up to these calls. */
  fingerprint: string;
  commands: Commands;
  testFiles: string[];
  /** Paths that may not be written, the task's sealed tests; and those that its plan names. */
  sealed: string[];
  files?: string[];
  failedBefore?: Ids;
  /** The conversation has both stages: while it writes tests, it may sketch code. */
  both?: boolean;
}

export interface Ran {
  tree: string;
  results: ToolResult[];
}

/** Runs all tool calls of one answer in the worktree, and snapshots what they left. */
export function runToolsActivity(deps: Dependencies) {
  return async function runTools(input: RunTools): Promise<Ran> {
    return alive(async (signal) => {
      const at = { name: input.worktree, commit: input.commit, tree: input.tree };
      const workspace = await openWorkspace(deps, input.place, at, signal);
      const writes = mayWrite(input.calls);
      if (writes) await markTree(workspace.worktree, undefined);
      const submodules = writes ? await submodulesIn(workspace.worktree) : [];
      const empty = emptyOnes(workspace.worktree, submodules);
      const written = new Set(input.files?.filter((file) => !isInside(workspace.dir, file)));
      const results = await executeCalls(
        input.calls,
        input.stage,
        tools(input, workspace, { submodules, written, signal }),
      );
      signal.throwIfAborted();
      const filled = await emptyAgain(workspace.worktree, empty);
      const wrong = [workspace.problem ?? [], filled.length > 0 ? inSubmodules(filled) : []].flat().join('\n\n');
      const all = wrong ? told(results, wrong) : results;
      const keeps = writes && input.task;
      const keep = (said: ToolResult[]) => snapshot(input, workspace, said, [...written]);
      const first = keeps ? await keep(all) : { tree: input.tree, results };
      const locked = keeps ? await lockDependencies(input, workspace, first.tree, signal) : undefined;
      const ran = locked ? await keep(told(first.results, locked.text, locked.failed)) : first;
      remember(input.fingerprint, ran.results);
      return ran;
    });
  };

  /** Grows the cached conversation, so that the next call of the model finds it. */
  function remember(fingerprint: string, content: ToolResult[]): void {
    const entries = deps.conversations.find(fingerprint);
    const conversation = entries?.[0]?.conversation;
    if (entries && conversation)
      deps.conversations.grow(fingerprint, entries, [{ conversation, role: 'user', content }]);
  }
}

/** `written`: files that the snapshot should have, where they are there. */
async function snapshot(input: RunTools, workspace: Workspace, results: ToolResult[], written: string[]): Promise<Ran> {
  const tree = await snapshotTree(workspace.worktree, workspace.mayAdd).catch((error) => unkept(error, results));
  assertLeased(workspace.dir);
  if (typeof tree !== 'string') {
    await restoreTree(workspace.worktree, input.tree);
    return { tree: input.tree, results: tree };
  }
  const holding =
    input.task && tree !== input.tree
      ? holdWork(workspace.repo, input.place.slug, 'work', { task: input.task, tree, base: input.commit })
      : undefined;
  const [ignored] = await Promise.all([leftOut(workspace.worktree, written), holding]);
  await markTree(workspace.worktree, tree);
  return { tree, results: ignored.length > 0 ? told(results, inNoCommit(ignored)) : results };
}

const MAX_WHY = 2_000;
/** What the model is told where git can't take what it has made, or it is too much. */
function unkept(error: unknown, results: ToolResult[]): ToolResult[] {
  if (!(error instanceof SnapshotRefused)) throw error;
  const why = `All files are again as they were before these calls, as what they left can't be kept: ${shortText(error.message, MAX_WHY)}`;
  return told(results, why);
}

const inSubmodules = (names: string[]) =>
  `What was written below ${listed(names)} is removed: a submodule's files are another repository's, and its folder is empty here.`;

const inNoCommit = (files: string[]) =>
  `In no commit, as a .gitignore here names it: ${files.join(', ')}. Where tests are judged it is not there: put it elsewhere, or change the .gitignore.`;

/** The last result says it, as an error or beside what it says. */
const told = (results: ToolResult[], text: string, failed = true): ToolResult[] =>
  results.map((result, at) => {
    if (at < results.length - 1) return result;
    return { ...result, content: `${result.content}\n\n${text}`, ...(failed ? { is_error: true } : {}) };
  });

function tools(
  input: RunTools,
  workspace: Workspace,
  { submodules, written, signal }: { submodules: string[]; written: Set<string>; signal: AbortSignal },
): ToolWorkspace {
  return {
    dir: workspace.dir,
    refuseWrite: (file) => {
      const submodule = submodules.find((name) => file.startsWith(`${name}/`));
      const why = submodule ? `${submodule} is a submodule: its files are another repository's` : refusal(input, file);
      if (why === undefined) written.add(file);
      return why;
    },
    run: (command, { timeoutMs }) => runCommand(command, confinedIn(workspace, input.task), { timeoutMs, signal }),
    runTests: async (files) => {
      const command = files ? input.commands.testFile : input.commands.test;
      if (!command) {
        const missing = `the repository has no command to run ${files ? 'single test files' : 'its tests'}`;
        return { tests: [], loadErrors: [], exitCode: 0, timedOut: false, output: '', missing };
      }
      return runTests(command, workspace, { ...(files ? { files } : {}), signal });
    },
    failedBefore: () => readIds(workspace.repo, input.failedBefore ?? []),
  };
}
