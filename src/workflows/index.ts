export { featureWorkflow } from './feature.js';
export { taskWorkflow } from './task.js';
