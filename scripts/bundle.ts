/** Writes the workflow bundle that a worker loads, so that none waits for webpack. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { root } from '#scripts/places.mjs';

const { code } = await bundleWorkflowCode({
  workflowsPath: join(root, 'dist', 'src', 'workflows', 'index.js'),
  workflowInterceptorModules: [join(root, 'dist', 'src', 'workflows', 'query-guard.js')],
  logger: new DefaultLogger('WARN'),
});
await writeFile(join(root, 'dist', 'workflow-bundle.js'), code);
