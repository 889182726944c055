import { z } from 'zod';

import type { StageName, ToolDefinition } from '../../types.js';
import { blockedTaskTool, blockedTool } from './blocked.js';
import { editFileTool } from './edit-file.js';
import { listFilesTool } from './list-files.js';
import { readFileTool } from './read-file.js';
import { runTestsTool } from './run-tests.js';
import { lookTool, runTool } from './run.js';
import { searchTool } from './search.js';
import { checkTool, submitTool } from './submit.js';
import type { Tool } from './tool.js';
import { writeFileTool } from './write-file.js';

const READING: Tool[] = [readFileTool, listFilesTool, searchTool];
const WORKING: Tool[] = [editFileTool, writeFileTool, runTool, runTestsTool];

/** The tools of a stage, in the order in which the model is told of them; `both`: of a conversation with both stages. */
export function toolset(stage: StageName, both = false): Tool[] {
  if (stage === 'red' || stage === 'green') {
    return [...READING, ...WORKING, checkTool(stage, both), submitTool(stage, both), blockedTaskTool];
  }
  return [...READING, lookTool, submitTool(stage, both), blockedTool];
}

/** The same as the API takes them: equal bytes for equal stages, since they begin the cached prefix. */
export function toolsOf(stage: StageName, both = false): ToolDefinition[] {
  return toolset(stage, both).map(({ name, description, schema }) => ({
    name,
    description,
    input_schema: inputSchema(schema),
  }));
}

export function inputSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
