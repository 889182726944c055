import { z } from 'zod';

/** Every schema that crosses a boundary, and the types inferred from it. */

// ---- The request -------------------------------------------------------------------------------------------------

/** `*.` stands for all names below it; without a port, those of the web are meant. */
export const DOMAIN = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*(?::\d{1,5})?$/i;

/** None that signs in at the model's service or at Temporal, or that a sandbox sets. */
export const VARIABLE = /^(?!(?:PIV|TEMPORAL|ANTHROPIC)_|(?:PATH|HOME|TMPDIR)$)[A-Za-z_]\w{0,199}$/;

/** How much a model puts into an answer, thinking included: as its service calls it. */
export const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof EFFORTS)[number];

/** A model, and the effort that is asked of it; without one, its service's own. */
export interface Choice {
  model: string;
  effort?: Effort;
}

/** What a model can be chosen for: all stages of thinking, those of a phase, one; and a task's last attempt. */
export const CHOICES = ['all', 'prime', 'discuss', 'plan', 'execute', 'red', 'green', 'last'] as const;

/** `claude-opus-5-5`, `claude-opus-5-5:high`, `qwen3:30b`. */
export const choiceSchema = z
  .string()
  .regex(/^[^\s,=:][^\s,=]{0,199}$/, 'must be the name of a model, as in claude-opus-5-5:high')
  .refine(
    (text) => {
      const effort = /claude.*:([a-z]*)$/i.exec(text)?.[1];
      return effort === undefined || EFFORTS.some((one) => one === effort);
    },
    `behind the ":" must stand an effort: ${EFFORTS.join(', ')}`,
  );

type ChoiceFields = Record<(typeof CHOICES)[number], z.ZodOptional<typeof choiceSchema>>;
export const modelsSchema = z.strictObject(
  Object.fromEntries(CHOICES.map((name) => [name, choiceSchema.optional()])) as ChoiceFields,
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `no stage is called ${issue.keys.join(', ')}; a model can be chosen for ${CHOICES.join(', ')}`
        : undefined,
  },
);
export type Models = z.infer<typeof modelsSchema>;

export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

export const slugSchema = z
  .string()
  .regex(SLUG, 'must be a slug: 1 to 64 of a-z, 0-9 and "-", neither first nor last a "-"');

const inputFields = z.strictObject({
  /** What is wanted, in the words of the person who wants it. */
  request: z.string().trim().min(1, 'must not be empty').max(20_000),
  /** Absolute path of the repository on the worker's host, or its URL. */
  repo: z.string().min(1, 'must not be empty'),
  name: slugSchema.optional(),
  /** Commit, branch or tag to start from; HEAD without it. */
  base: z.string().min(1).optional(),
  /** Take the recommended answers instead of waiting for a person. */
  autoAnswer: z.boolean().default(false),
  /** Approve the plan instead of waiting for a person. */
  autoApprove: z.boolean().default(false),
  /** How many tasks may run side by side. */
  maxParallel: z.int().min(1).max(16).default(2),
  /** Tokens that may enter contexts before the session pauses. */
  sessionTokens: z.int().min(1).default(200_000),
  /** How many sessions may follow each other; after the last one the feature waits for a person. `all`: as long as `maxCost` lasts. */
  sessions: z
    .union([z.int().min(1).max(1_000), z.literal('all')], 'must be a number from 1 to 1000, or all')
    .default(1),
  /** Commands of agent and verification run confined (`on`), or as they are (`off`). */
  sandbox: z.enum(['on', 'off']).default('on'),
  /** The set-up command reaches the registries that the base's lock files, and settings of the worker's user, name. */
  setupNetwork: z.boolean().default(true),
  /** Domains that all commands may reach, the set-up command too. */
  network: z
    .array(z.string().regex(DOMAIN, 'must be a domain, like registry.example.org, *.example.org or example.org:8443'))
    .min(1)
    .max(50)
    .optional(),
  /** Variables of the worker's environment that commands get, by their names. */
  env: z
    .array(z.string().regex(VARIABLE, 'must be the name of a variable, and none that is for the worker'))
    .min(1)
    .max(50)
    .optional(),
  /** `one`: steps wait for the host that the feature began on. `many`: another host takes over from one that is gone. */
  hosts: z.enum(['one', 'many']).default('one'),
  /** Which model does what, before what the repository says; else it is the worker's. */
  models: modelsSchema.optional(),
  /** US dollars that the whole feature may cost. */
  maxCost: z.number().positive('must be above 0').optional(),
});
export const featureInputSchema = inputFields.refine(
  ({ sessions, maxCost }) => sessions !== 'all' || maxCost !== undefined,
  { path: ['sessions'], error: 'all needs maxCost, as nothing else would end the spending' },
);
/** What commands may reach, beyond what they could at the start: comes with a `retry`. */
export const grantsSchema = z
  .object({ ...inputFields.pick({ network: true, env: true }).shape, setupNetwork: z.boolean().optional() })
  .partial();
export type Grants = z.infer<typeof grantsSchema>;

export type FeatureInput = z.input<typeof featureInputSchema>;
export type Feature = z.output<typeof featureInputSchema>;

// ---- What the model submits ---------------------------------------------------------------------------------------

const commandSchema = z.strictObject({
  command: z.string().min(1).max(2_000),
  /** Where the repository says so, e.g. `package.json`. */
  source: z.string().max(500),
});

/** Reports of tools that we don't know. In a command, `{junit}` and so on stand for a file that it is to write. */
export const REPORT_FORMATS = ['junit', 'sarif', 'lcov', 'cobertura'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
export type Command = z.infer<typeof commandSchema> & {
  /** Globs, relative to the root, of what it writes where it can't be told to. */
  reports?: Partial<Record<ReportFormat, string>>;
};

export const COMMAND_NAMES = ['setup', 'test', 'testFile', 'integration', 'lint', 'typecheck', 'coverage'] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];
export type Commands = { [name in CommandName]?: Command | undefined };

/** What a repository, or a package of it, states of its tests. */
export interface StatedTests {
  commands: Commands;
  testFiles?: string[] | undefined;
  integrationTests?: string[] | undefined;
}

/** How the commands of a repository are run. */
export interface Running {
  /** The longest that tests, a linter or type check, and set-up may take, in minutes; memory of one command, in MB. */
  limits?:
    | { tests?: number | undefined; lint?: number | undefined; setup?: number | undefined; memory?: number | undefined }
    | undefined;
  /** Variables that commands get: their values, and the names of those that a person has to let them have. */
  env?: { set?: Record<string, string> | undefined; pass?: string[] | undefined } | undefined;
  /** Files that are copied before set-up, from and to. */
  copy?: Record<string, string> | undefined;
}

/** What a repository states of itself, in piv.config.yaml. */
export interface Stated extends StatedTests, Running {
  /** By the folder of the package: what holds in the root's place for a feature of it. */
  packages?: Record<string, StatedTests> | undefined;
  /** How many mutants the tests of a task are tried on. */
  mutants?: number | undefined;
  /** No code task is done in one conversation: whoever implements has not written the tests. */
  separate?: boolean | undefined;
  /** Which model does what. */
  models?: Models | undefined;
  /** Absolute paths, and paths that begin with `~/`, that its commands have to read. */
  readable?: string[] | undefined;
}

export const briefSchema = z.strictObject({
  summary: z.string().min(1).max(8_000),
  /** Folder of the package that the feature belongs to, of those that piv.config.yaml names. */
  package: z.string().max(300).optional(),
  findings: z.array(z.string().min(1).max(1_000)).max(50),
  conventions: z.array(z.string().min(1).max(1_000)).max(50),
  /** Globs, relative to the repository's root, that match its test files and nothing else. */
  testFiles: z.array(z.string().min(1).max(300)).min(1).max(50),
  /**
   * `testFile` gets paths of test files appended, or in place of `{files}`. `integration` runs the integration
   * tests, which `test` may run too.
   */
  commands: z.strictObject({
    setup: commandSchema.optional(),
    test: commandSchema.optional(),
    testFile: commandSchema.optional(),
    integration: commandSchema.optional(),
    lint: commandSchema.optional(),
    typecheck: commandSchema.optional(),
    coverage: commandSchema.optional(),
  }),
});
/** What prime has found, with what the repository states in its place. */
export type Brief = Omit<z.infer<typeof briefSchema>, 'commands'> &
  Pick<Stated, 'commands' | 'integrationTests' | 'mutants' | 'separate'>;

const questionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be a short id of a-z, 0-9 and "-"'),
  question: z.string().min(1).max(1_000),
  options: z.array(z.string().min(1).max(500)).min(1).max(10),
  /** Only the options may be answered. */
  closed: z.boolean(),
  /** One of the options. */
  recommended: z.string().min(1).max(500),
  why: z.string().min(1).max(2_000),
});
export const discussionSchema = z.strictObject({ questions: z.array(questionSchema).max(20) });
export type Question = z.infer<typeof questionSchema>;
export type Decision = Question & { answer?: string };

/** Subject of a conventional commit. */
export const CONVENTIONAL =
  /^(feat|fix|docs|style|refactor|perf|test|build|ci|chore|revert)(\([a-z0-9._/-]+\))?!?: \S.*$/i;

export const TASK_ID = /^task-\d{3}$/;
export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
export const TASK_KINDS = ['code', 'test', 'docs', 'chore', 'refactor'] as const;

export const taskSchema = z.strictObject({
  id: z.string().regex(TASK_ID, 'must be like task-001'),
  name: z.string().min(1).max(100),
  priority: z.enum(PRIORITIES),
  kind: z.enum(TASK_KINDS),
  blockedBy: z.array(z.string().regex(TASK_ID)).max(50),
  estimatedTokens: z.int().min(1).max(1_000_000),
  /** Paths that the task creates or changes, relative to the root. */
  files: z.array(z.string().min(1).max(500)).min(1).max(50),
  doneWhen: z.string().min(1).max(4_000),
  /** One of prime's commands, with paths: run on a clean checkout of the finished branch. */
  verify: z.string().min(1).max(2_000),
  /** Conventional subject of the task's commit. */
  commit: z.string().min(1).max(100),
  /** Of a code task: whoever implements must not have written the tests. */
  separate: z.boolean().optional(),
});
export const planSchema = z.strictObject({
  tasks: z.array(taskSchema).min(1).max(50),
  /** Only where the repository has no command that runs its tests: the task that brings one, and how it is run then. */
  testing: z
    .strictObject({
      task: z.string().regex(TASK_ID, 'must be like task-001'),
      commands: z.strictObject({ test: commandSchema, testFile: commandSchema }),
    })
    .optional(),
});
export type Task = z.infer<typeof taskSchema>;

/** A task that a person adds to a plan; without an id it gets the next one. */
export const newTaskSchema = taskSchema.extend({
  id: taskSchema.shape.id.optional(),
  priority: taskSchema.shape.priority.default('medium'),
  blockedBy: taskSchema.shape.blockedBy.default([]),
  estimatedTokens: taskSchema.shape.estimatedTokens.default(15_000),
});
export type NewTask = z.input<typeof newTaskSchema>;
export const taskChangeSchema = taskSchema.omit({ id: true }).partial();
export type TaskChange = z.infer<typeof taskChangeSchema>;
export type Plan = z.infer<typeof planSchema>;

export const redSchema = z.strictObject({
  summary: z.string().min(1).max(4_000),
  /** Paths of the test files that have new tests. */
  tests: z.array(z.string().min(1).max(500)).min(1).max(50),
  /** Older test files that had to change, each with the reason. A person sees them. */
  changedTests: z
    .array(z.strictObject({ file: z.string().min(1), why: z.string().min(1).max(1_000) }))
    .max(50)
    .optional(),
});
export type Red = z.infer<typeof redSchema>;

export const workSchema = z.strictObject({ summary: z.string().min(1).max(4_000) });
export type Work = z.infer<typeof workSchema>;

/** Of a conversation that has both stages: what red wants, and after it only the summary. */
export const codeSchema = redSchema.partial({ tests: true });

/** What is wrong where a task is blocked: its sealed tests, what it stands on, or the task itself. */
export const BLOCKED_BY = ['tests', 'ground', 'task'] as const;
export type BlockedBy = (typeof BLOCKED_BY)[number];

export const blockedSchema = z.strictObject({ reason: z.string().min(1).max(4_000) });
export const blockedTaskSchema = blockedSchema.extend({ kind: z.enum(BLOCKED_BY) });

/** The stages of thinking. Each has a prompt, a set of tools and a schema for `submit`. */
export const SUBMISSIONS = {
  prime: briefSchema,
  discuss: discussionSchema,
  plan: planSchema,
  red: redSchema,
  green: workSchema,
} as const;
export type StageName = keyof typeof SUBMISSIONS;
export type Submission<S extends StageName> = z.infer<(typeof SUBMISSIONS)[S]>;

// ---- A conversation ------------------------------------------------------------------------------------------------

export interface TextBlock {
  type: 'text';
  text: string;
}
export interface ToolUse {
  type: 'tool_use';
  id: string;
  name: string;
  input: unknown;
}
export interface ToolResult {
  type: 'tool_result';
  tool_use_id: string;
  content: string;
  is_error?: boolean;
}
/** Kept word for word; kinds we don't know (thinking) pass through untouched. */
export type AssistantBlock = TextBlock | ToolUse | { type: 'thinking' | 'redacted_thinking'; [key: string]: unknown };

/** A tool as the API takes it. */
export interface ToolDefinition {
  name: string;
  description: string;
  input_schema: object;
}

/**
 * One line of the transcript. A conversation starts with its `system` entry, which holds the tools as well: what was
 * thought in it is bound to both, whatever build goes on with it. (Those of earlier builds have none.) It keeps its model
 * as well, from the first answer on where none was chosen: with another it would lose what was thought, and the cache.
 * `left`: the model that it was with until a person changed something; another one may count its tokens otherwise.
 * `told`: these are a person's words, by their number.
 */
export type Entry =
  | ({
      conversation: string;
      role: 'system';
      content: string;
      tools?: ToolDefinition[];
      left?: string;
    } & Partial<Choice>)
  | { conversation: string; role: 'user'; content: (TextBlock | ToolResult)[]; told?: number }
  | { conversation: string; role: 'assistant'; content: AssistantBlock[] };

/** Tokens of one or more calls, as the replies give them. */
export interface Usage {
  input: number;
  output: number;
  cacheReads: number;
  cacheWrites: number;
  /** Answers of the model that they are of. */
  requests?: number;
}

/** What may be spent: tokens as they enter contexts, and dollars where those are limited. */
export interface Amount {
  tokens: number;
  money?: number;
}

// ---- What was measured ---------------------------------------------------------------------------------------------

/** `flaky`: failed, and passed when it was run again. */
export type TestStatus = 'passed' | 'failed' | 'skipped' | 'flaky';

export interface TestError {
  name?: string;
  code?: string;
  message: string;
  /** Frames below the repository's root have paths relative to it. */
  stack?: string;
  /** The report tells errors from failed assertions, and this is one. */
  unexpected?: true;
}

/** Ids of tests: as they are where they are few. Of many, `blob` in git has all, as a JSON array, and `some` are for people. */
export type Ids = string[] | { count: number; some: string[]; blob: string };

export interface TestCase {
  /** Test file, relative to the repository's root. */
  file: string;
  /** Names of the suites around it and its own, joined by " > ". */
  name: string;
  status: TestStatus;
  error?: TestError;
}

/** How many small mistakes in its lines the tests of a task caught, of those that were tried. */
export interface Mutants {
  caught: number;
  tried: number;
  /** Those that they didn't, as "src/a.js:12 < → <=". */
  survived: string[];
}

/** A run of tests, from a machine-readable report. */
export interface TestRun {
  /** What was run, without what is added for the report. */
  command?: string;
  tests: TestCase[];
  /** Test files that could not be loaded, with the cause. None of their tests is in `tests`. */
  loadErrors: { file: string; error: TestError }[];
  /** Percentage of lines covered, where the run measured it. */
  coverage?: number;
  exitCode: number;
  timedOut: boolean;
  /** Tail of what the command printed, for people and models. */
  output: string;
  /** Why there is no report, when there is none. */
  missing?: string;
}

export interface CommandRun {
  command: string;
  exitCode: number;
  timedOut: boolean;
  output: string;
}

export interface Baseline {
  tests?: { passed: number; failed: Ids; skipped: number; flaky?: string[] };
  coverage?: number;
  lintErrors?: number;
  typeErrors?: number;
  /** What could not be measured, each with the reason. */
  notes: string[];
  /** Why the results of the tests can't be read at all, if that is so. */
  unreadable?: string;
  /** Commands that run, and don't do what they are for, each as a sentence with what would. */
  unfit?: string[];
  /** With which code each command has ended. */
  exitCodes?: Partial<Record<CommandName, number>>;
  /** Commands that could not be run at all, each as a sentence. */
  broken?: string[];
}

// ---- Validation ----------------------------------------------------------------------------------------------------

export const STAGES = [
  'Task Verification',
  'Linting',
  'Type Check',
  'Unit Tests',
  'Integration Tests',
  'Coverage',
] as const;
export interface ValidationStage {
  name: (typeof STAGES)[number];
  status: 'passed' | 'failed' | 'n/a';
  detail: string;
}
export interface Validation {
  /** Missing while it is measured: then there are the stages so far. */
  verdict?: 'PASSED' | 'FAILED' | 'PARTIAL';
  stages: ValidationStage[];
}

// ---- Status --------------------------------------------------------------------------------------------------------

export type Phase = 'prime' | 'discuss' | 'plan' | 'execute' | 'validate';
export type FeatureState = 'running' | 'waiting' | 'paused' | 'blocked' | 'passed' | 'failed' | 'cancelled';
export type TaskState = 'pending' | 'running' | 'blocked' | 'done' | 'skipped';

/**
 * What runs now. Of an answer of the model also how many tokens it has so far; of a step that has failed and is tried
 * again how often, and its last words.
 */
export interface Doing {
  what: string;
  /** In ISO 8601: of its first attempt. */
  since: string;
  tokens?: number;
  attempt?: number;
  last?: string;
}

export interface TaskStatus {
  id: string;
  name: string;
  priority: Task['priority'];
  kind: Task['kind'];
  blockedBy: string[];
  status: TaskState;
  /** Put together by the client: only the task's own workflow knows. */
  doing?: Doing;
  /** Submits judged so far in green, all runs together. */
  attempts: number;
  estimatedTokens: number;
  actualTokens: number;
  redTree?: string;
  greenTree?: string;
  commit?: string;
  reason?: string;
  /** Which host went on with it, and what it did again. */
  note?: string;
  /** How often its finished work did not fit what had landed meanwhile, or could not be mended then. */
  landings?: number;
  changedTests?: { file: string; why: string }[];
  mutants?: Mutants;
  /** Of all its conversations. */
  usage?: Usage;
  /** Those that have answered, as the replies name them. */
  models?: string[];
}

/** A task in its plan, as those who do another one are told of it. */
export type PlannedTask = Pick<Task, 'id' | 'name' | 'blockedBy'> & { status: TaskState; files: string[] };

export interface Session {
  number: number;
  tokens: number;
  done: string[];
  next?: string;
  /** What the tests showed before this session's first turn. */
  baseline?: string;
}

/** What a person has said to a feature, or to one of its tasks. */
export interface Told {
  number: number;
  /** In ISO 8601. */
  at: string;
  text: string;
  task?: string;
  /** The conversations that have heard it; of a task's, the latest. */
  said: string[];
}

export interface CommitInfo {
  id: string;
  subject: string;
  task: string;
}

/** The seed's rows, each measured. */
export interface Summary {
  sessions: number;
  tokens: number;
  tasksCompleted: string;
  testsWritten: number;
  coverage?: number;
  /** From the start of the workflow, waiting for people included. */
  seconds: number;
  filesCreated: string[];
  /** How many those are, where not all are named. */
  created?: number;
  commits: string[];
}

export interface WaitingFor {
  what: 'answers' | 'approval' | 'landing' | 'model' | 'person';
  /** What a person can do about it. */
  text: string;
  until?: string;
}

export interface Status {
  feature: string;
  request: string;
  repo: string;
  branch: string;
  base: string;
  phase: Phase;
  status: FeatureState;
  waitingFor?: WaitingFor;
  /** The feature's own step; its attempts are known to the client only. */
  doing?: Doing;
  /** Since when it is being cancelled (ISO 8601): what is under way has to end first. */
  cancelling?: string;
  findings?: string[];
  decisions: Decision[];
  planHash?: string;
  tasks: TaskStatus[];
  sessions: Session[];
  /** What a session may use. */
  sessionTokens: number;
  tokens: number;
  usage: Usage;
  /** US dollars so far, where the model has a price. */
  cost?: number;
  maxCost?: number;
  /** Why there is no cost, or not the whole of it. */
  unpriced?: string;
  commits: CommitInfo[];
  told?: Told[];
  baseline?: Baseline;
  validation?: Validation;
  summary?: Summary;
  /** Of a feature that was cancelled: where things are. */
  ending?: string;
  /** The one that has answered last, and all that have, as the replies name them. */
  model?: string;
  models?: string[];
  sandbox: 'on' | 'off';
  /** What a person should know and can leave as it is. */
  notes?: string[];
}
