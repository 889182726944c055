import { COMMAND_NAMES, type Brief, type Commands, type Decision, type Task } from '../../types.js';
import { requestText } from './opening.js';
import { list } from './text.js';

/** What is known of a feature before its first task: the same bytes for all of its tasks. */
export function featureContext(known: { request: string; brief: Brief; decisions: Decision[] }): string {
  return [requestText(known.request), briefText(known.brief), decisionsText(known.decisions)].join('\n\n');
}

export function briefText({ summary, findings, conventions, testFiles, commands }: Brief): string {
  return [
    `# The repository\n${summary}`,
    `Findings, before the feature:\n${list(findings)}`,
    `Conventions:\n${list(conventions)}`,
    `Test files:\n${list(testFiles)}`,
    `Commands:\n${commandsText(commands)}`,
  ].join('\n\n');
}

export function commandsText(commands: Commands): string {
  const known = COMMAND_NAMES.flatMap((name) => {
    const found = commands[name];
    return found === undefined ? [] : [`${name}: \`${found.command}\` (${found.source})`];
  });
  return list(known);
}

export function decisionsText(decisions: Decision[]): string {
  return `# Decisions\n${list(decisions.map((one) => `${one.question} ${one.answer ?? `${one.recommended} (open)`}`))}`;
}

export function taskText(task: Task): string {
  return [
    `# Task`,
    `${task.id}: ${task.name} (kind: ${task.kind})`,
    `Done when: ${task.doneWhen}`,
    `Files: ${task.files.join(', ')}`,
    `Verified by: ${task.verify}`,
    `Commit: ${task.commit}`,
  ].join('\n');
}
