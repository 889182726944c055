import { z } from 'zod';

import type { StageName, ToolDefinition } from '../../types.js';
import { blockedTool } from './blocked.js';
import { editFileTool } from './edit-file.js';
import { listFilesTool } from './list-files.js';
import { readFileTool } from './read-file.js';
import { runTestsTool } from './run-tests.js';
import { lookTool, runTool } from './run.js';
import { searchTool } from './search.js';
import { submitTool } from './submit.js';
import type { Tool } from './tool.js';
import { writeFileTool } from './write-file.js';

const READING: Tool[] = [readFileTool, listFilesTool, searchTool];
const WORKING: Tool[] = [editFileTool, writeFileTool, runTool, runTestsTool];

/** The tools of a stage, in the order in which the model is told of them. */
export function toolset(stage: StageName): Tool[] {
  return [...READING, ...more(stage), submitTool(stage), blockedTool];
}

function more(stage: StageName): Tool[] {
  return stage === 'red' || stage === 'green' ? WORKING : [lookTool];
}

/** The same as the API takes them: equal bytes for equal stages, since they begin the cached prefix. */
export function toolsOf(stage: StageName): ToolDefinition[] {
  return toolset(stage).map(({ name, description, schema }) => ({
    name,
    description,
    input_schema: inputSchema(schema),
  }));
}

export function inputSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
