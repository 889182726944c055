import type { Script } from '../scripted-model/script.js';
import { discuss } from './script/discuss.js';
import { plan } from './script/plan.js';
import { prime } from './script/prime.js';
import * as task001 from './script/task-001.js';
import * as task002 from './script/task-002.js';
import * as task003 from './script/task-003.js';
import * as task004 from './script/task-004.js';
import * as task005 from './script/task-005.js';

/** What a good model says for "Add user authentication with JWT tokens" (name: user-authentication). */
export const script: Script = {
  prime,
  discuss,
  plan,
  'task-001/red/1': task001.red,
  'task-001/green/1': task001.green,
  'task-002/red/1': task002.red,
  'task-002/green/1': task002.green,
  'task-003/red/1': task003.red,
  'task-003/green/1': task003.green,
  'task-004/red/1': task004.red,
  'task-004/green/1': task004.green,
  'task-005/green/1': task005.green,
};
