import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Workflow } from '@temporalio/worker/lib/workflow/interface.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { root } from '#scripts/places.mjs';

/** A workflow of the bundle in the sandbox that the SDK's workers run it in. */

const BUNDLE = path.join(root, 'dist', 'workflow-bundle.js');
/** Within that a workflow task has to come to rest, as with the SDK's own workers. An endless one ends the process. */
const REST_MS = 5_000;

let creator: ReusableVMWorkflowCreator | undefined;

/** Not by its own `create`, which hooks itself into every promise of this process. */
function load(): ReusableVMWorkflowCreator {
  const code = readFileSync(BUNDLE, 'utf8');
  const files = { code, filename: BUNDLE, sourceMap: { version: 3, sources: [], names: [], mappings: '' } as never };
  return new ReusableVMWorkflowCreator(new Script(code, { filename: BUNDLE }), files, REST_MS, new Set());
}

export interface Started {
  workflowType: string;
  workflowId: string;
  runId: string;
  start: number;
  parent?: string;
}

export function inSandbox({ workflowType, workflowId, runId, start, parent }: Started): Promise<Workflow> {
  creator ??= load();
  const info = {
    workflowId,
    runId,
    workflowType,
    searchAttributes: {},
    typedSearchAttributes: new TypedSearchAttributes(),
    ...(parent ? { parent: { workflowId: parent, runId, namespace: 'default' } } : {}),
    historyLength: 1,
    historySize: 1,
    continueAsNewSuggested: false,
    targetWorkerDeploymentVersionChanged: false,
    taskQueue: 'piv',
    namespace: 'default',
    firstExecutionRunId: runId,
    originalExecutionRunId: runId,
    startTime: new Date(start),
    runStartTime: new Date(start),
    taskTimeoutMs: 2_000,
    attempt: 1,
    unsafe: { now: () => Date.now(), isReplaying: false, isReplayingHistoryEvents: false, random: {} as never },
  };
  const randomnessSeed = [...Buffer.from(runId)];
  return creator.createWorkflow({ info, randomnessSeed, now: start, showStackTraceSources: false });
}
