import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';

import { z } from 'zod';

import type { StageName, ToolResult, ToolUse } from '../../types.js';
import { capAll, OUTPUT_LIMIT } from './output.js';
import { ToolRefusal, type Tool, type Workspace } from './tool.js';
import { inputSchema, toolset } from './toolset.js';

interface Outcome {
  content: string;
  refused: boolean;
}

/** What the file system says of names and permissions: the model can mend it, a retry can't. */
const REFUSED_BY_SYSTEM = ['EACCES', 'EPERM', 'ENAMETOOLONG'];

/**
 * Runs all calls of one answer in their order: neighbouring reads together, writes one after the other. Results are in
 * the order of the calls. An unknown tool, wrong arguments or a refusal is an `is_error` result that says what is right.
 */
export async function executeCalls(calls: ToolUse[], stage: StageName, workspace: Workspace): Promise<ToolResult[]> {
  const tools = toolset(stage);
  const outcomes: Outcome[] = [];
  for (const group of groupsOf(calls, tools)) {
    outcomes.push(...(await Promise.all(group.map((call) => executeCall(call, tools, workspace)))));
  }
  const limits = calls.map(({ name }) => tools.find((tool) => tool.name === name)?.limit ?? OUTPUT_LIMIT);
  const contents = capAll(
    outcomes.map(({ content }) => content),
    limits,
  );
  return calls.map((call, index) => ({
    type: 'tool_result',
    tool_use_id: call.id,
    content: contents[index] ?? '',
    ...(outcomes[index]?.refused && { is_error: true }),
  }));
}

/** Whether any of the calls could change the worktree. */
export function mayWrite(calls: ToolUse[]): boolean {
  const tools = toolset('green');
  return calls.some((call) => isWrite(call, tools));
}

function groupsOf(calls: ToolUse[], tools: Tool[]): ToolUse[][] {
  const groups: ToolUse[][] = [];
  let reads: ToolUse[] | undefined;
  for (const call of calls) {
    const alone = isWrite(call, tools);
    if (reads === undefined || alone) groups.push([call]);
    else reads.push(call);
    reads = alone ? undefined : groups.at(-1);
  }
  return groups;
}

function isWrite(call: ToolUse, tools: Tool[]): boolean {
  return tools.some((tool) => tool.name === call.name && tool.writes);
}

async function executeCall(call: ToolUse, tools: Tool[], workspace: Workspace): Promise<Outcome> {
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined) return refusal(unknownTool(call.name, tools));
  const parsed = tool.schema.safeParse(call.input);
  if (!parsed.success) return refusal(wrongArguments(tool, parsed.error));
  try {
    return { content: await tool.execute(parsed.data, workspace), refused: false };
  } catch (error) {
    if (error instanceof ToolRefusal) return refusal(error.message);
    const root = await realpath(workspace.dir);
    if (!isRefusedBySystem(error, root)) throw error;
    return refusal(error.message.replaceAll(root + sep, ''));
  }
}

function isRefusedBySystem(error: unknown, root: string): error is NodeJS.ErrnoException {
  const { code = '', path = '' } = error as NodeJS.ErrnoException;
  return REFUSED_BY_SYSTEM.includes(code) && path.startsWith(root + sep);
}

function unknownTool(name: string, tools: Tool[]): string {
  return `There is no tool "${name}" in this stage. There are ${tools.map((tool) => tool.name).join(', ')}.`;
}

function wrongArguments({ name, schema }: Tool, error: z.ZodError): string {
  return `Wrong arguments:\n${z.prettifyError(error)}\n${name} takes ${JSON.stringify(inputSchema(schema))}`;
}

function refusal(content: string): Outcome {
  return { content, refused: true };
}
