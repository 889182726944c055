import type { Command } from 'commander';
import type { FeatureHandle } from '../../src/client.js';
import type { TranscriptPage } from '../../src/conversation.js';
import { FAILURES, PivError } from '../../src/errors.js';
import type { Entry } from '../../src/types.js';
import { addCommand, reporting } from './command.js';
import { answered } from './connection.js';
import { withFeature, type Feature } from './feature.js';
import { watchCommand } from './next-command.js';
import { plain } from './plain.js';
import { say, type Report } from './report.js';
import { entryText } from './transcript-text.js';

export function addTranscript(program: Command): void {
  addCommand(program, {
    usage: 'transcript [name]',
    summary: 'print what was said, of the phases or of one task',
    examples: ['piv transcript user-authentication', 'piv transcript user-authentication/task-001 | less'],
  })
    .usage('[options] [name[/task]]')
    .action(reporting(transcript));
}

async function transcript(name: string | undefined, { json = false }: { json?: boolean }): Promise<Report> {
  const [feature, task] = (name ?? '').split('/', 2);
  return await withFeature(feature || undefined, async (found) => {
    const handle = task ? await taskOf(found, task) : found;
    const entries: Entry[] = [];
    for await (const page of pages(found, handle)) {
      entries.push(...page.entries);
      for (const entry of json ? [] : page.entries) say(`${entryText(plain(entry))}\n`);
    }
    return {
      text: entries.length > 0 ? '' : 'nothing has been said yet',
      json: { entries },
      next: watchCommand(found.name),
    };
  });
}

async function taskOf({ client, name }: Feature, task: string): Promise<FeatureHandle> {
  const { featureHandle } = await import('../../src/client.js');
  const { taskWorkflowId } = await import('../../src/workflows/messages.js');
  const started = await client.workflow.getHandle(taskWorkflowId(name, task)).describe().catch(absent);
  if (started) return featureHandle(client, `${name}/${task}`);
  throw new PivError(FAILURES.refused, `"${name}" has no task "${task}" that was started; see: piv status ${name}`);
}

function absent(error: unknown): undefined {
  if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error;
}

/** As many as there are; each is under the size that a query may answer. */
async function* pages(feature: Feature, handle: FeatureHandle): AsyncGenerator<TranscriptPage> {
  let from: number | undefined = 0;
  while (from !== undefined) {
    const start: number = from;
    const page: TranscriptPage = await answered(feature, () => handle.transcript(start));
    yield page;
    from = page.next;
  }
}
