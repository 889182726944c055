import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, Submission } from '../../src/types.js';
import type { Reply, Script } from '../scripted-model/script.js';
import { packageRoot } from '../user-authentication/root.js';
import { runTests, submit, writeFile } from '../user-authentication/script/calls.js';

/** A repository of one ecosystem, and a feature for it: `repository` is what is there, `work` what is made of it. */
export interface Stack {
  /** Of its folder too. */
  name: string;
  /** What is exercised, for people. */
  tools: string;
  request: string;
  brief: Submission<'prime'>;
  /** Where there is no command that runs tests. */
  testing?: NonNullable<Plan['testing']>;
  tasks: Made[];
  /** Set-up needs the network. */
  setupNetwork?: boolean;
  /** Programs that have to be on the machine. */
  needs: string[];
}

/** A task, and the files under `work` that it makes; those of `tests` in red. */
export interface Made {
  task: Plan['tasks'][number];
  tests: string[];
  /** The tests are first as they are under `slip`, and are refused with these words. */
  slip?: string;
}

export const folderOf = (stack: Stack, part: 'repository' | 'work' | 'slip') =>
  join(packageRoot(), 'examples', 'stacks', stack.name, part);

/** The script of a model that does it all at the first try, but for slips in tests. */
export function scriptOf(stack: Stack): Script {
  const conversations = stack.tasks.flatMap((made) => [
    [`${made.task.id}/red/1`, redOf(stack, made)],
    [`${made.task.id}/green/1`, greenOf(stack, made)],
  ]);
  return {
    prime: [{ calls: [submit<'prime'>(stack.brief)] }],
    discuss: [{ calls: [submit<'discuss'>({ questions: [] })] }],
    plan: plansOf(stack).map((plan) => ({ calls: [submit<'plan'>(plan)] })),
    ...(Object.fromEntries(conversations) as Script),
  };
}

/** Where a command is to be brought, a plan that doesn't is refused first. */
function plansOf({ tasks: made, testing }: Stack): Plan[] {
  const tasks = made.map(({ task }) => task);
  return testing ? [{ tasks }, { tasks, testing }] : [{ tasks }];
}

const redOf = (stack: Stack, { tests, slip }: Made): Reply[] => {
  const submitted = { calls: [submit<'red'>({ summary: 'Tests of what the task is to make.', tests })] };
  const written = (part: 'work' | 'slip') => ({
    calls: [...tests.map((file) => write(stack, file, part)), runTests(...tests)],
  });
  if (!slip) return [written('work'), submitted];
  return [written('slip'), submitted, { ...written('work'), expect: slip }, submitted];
};

/** Tests of a `test` task are written in its only stage. */
const greenOf = (stack: Stack, { task, tests }: Made): Reply[] => [
  {
    calls: task.files.filter((file) => task.kind === 'test' || !tests.includes(file)).map((file) => write(stack, file)),
  },
  { calls: [runTests()] },
  { calls: [submit<'green'>({ summary: 'It does what the tests want.' })] },
];

const write = (stack: Stack, file: string, part: 'work' | 'slip' = 'work') =>
  writeFile(file, readFileSync(join(folderOf(stack, part), file), 'utf8'));

/** All files below a folder, relative to it. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
