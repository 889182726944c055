import { mkdirSync, readdirSync, readFileSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';

/** The steps of all workers of a home, by the notes that they keep of them. */
export interface Steps {
  /** Types of the steps of one worker that run now. */
  running(worker: string): string[];
  close(): void;
}

export type StepEvent = (what: { when: 'begins' | 'ends'; step: string; workflow: string; worker: string }) => void;

interface Note {
  type: string;
  workflowId: string;
}

export function watchSteps(home: string, tell: StepEvent): Steps {
  const root = path.join(home, 'running');
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const watchers = new Map<string, FSWatcher>();
  const follow = (worker: string) => {
    if (watchers.has(worker)) return;
    try {
      const look = lookAtNotes(path.join(root, worker), worker, tell);
      const watcher = watch(path.join(root, worker), (_event, name) => name && look(name));
      watchers.set(
        worker,
        watcher.on('error', () => undefined),
      );
      for (const name of readdirSync(path.join(root, worker))) look(name);
    } catch {
      // It is gone again.
    }
  };
  watchers.set(
    '',
    watch(root, (_event, name) => name && follow(name)),
  );
  return {
    running(worker) {
      const folder = path.join(root, worker);
      return list(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => noteIn(path.join(folder, name))?.type ?? 'unknown');
    },
    close: () => watchers.forEach((watcher) => watcher.close()),
  };
}

/** Tells of each note once that it is there, and once that its step has ended. */
function lookAtNotes(folder: string, worker: string, tell: StepEvent): (name: string) => void {
  const seen = new Map<string, { step: string; workflow: string; worker: string }>();
  const ended = new Set<string>();
  return (name) => {
    const note = name.replace(/\.ended$/, '');
    if (!seen.has(note)) {
      const said = noteIn(path.join(folder, name));
      if (!said) return;
      const begun = { step: said.type, workflow: said.workflowId, worker };
      seen.set(note, begun);
      tell({ when: 'begins', ...begun });
    }
    if (name.endsWith('.ended') && !ended.has(note)) {
      ended.add(note);
      tell({ when: 'ends', ...seen.get(note)! });
    }
  };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Undefined while it is being written. */
function noteIn(file: string): Note | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Note;
  } catch {
    return undefined;
  }
}
