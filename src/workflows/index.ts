import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import { taskWorkflow } from './task.js';

export { featureWorkflow } from './feature.js';
export { taskWorkflow };

/** With versioned workers, a task stays with the build that it began on; a server refuses that from any others. */
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'PINNED' } : {}),
  taskWorkflow,
);
