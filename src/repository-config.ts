import path from 'node:path';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { FAILURES, PivError } from './errors.js';
import {
  COMMAND_NAMES,
  modelsSchema,
  REPORT_FORMATS,
  VARIABLE,
  type Command,
  type CommandName,
  type Commands,
  type Stated,
  type StatedTests,
} from './types.js';
import { commandsIn } from './verify/command-line.js';

/** `piv.config.yaml`, at the top of a repository: what it states of itself, and nobody has to find out. */

export const CONFIG_FILE = 'piv.config.yaml';

const insideSchema = z
  .string()
  .min(1)
  .max(300)
  .refine(
    (file) => !path.posix.isAbsolute(file) && !file.split('/').includes('..'),
    'must be a path in the repository',
  );
const outsideSchema = z
  .string()
  .max(300)
  .regex(/^~?\/+[^/]/, 'must be an absolute path, or one that begins with "~/", and not all there is')
  .refine((place) => !place.split('/').includes('..'), 'must be a path without ".."');
const globsSchema = z.array(insideSchema).min(1).max(50);

const runSchema = z.string().trim().min(1).max(2_000);
const commandSchema = z.union(
  [
    runSchema,
    z.strictObject({
      run: runSchema,
      /** Where it writes what: a glob a format. */
      reports: z.partialRecord(z.enum(REPORT_FORMATS), insideSchema).optional(),
    }),
  ],
  'must be a command, or { run, reports }',
);

const commandsSchema = z
  .strictObject(Object.fromEntries(COMMAND_NAMES.map((name) => [name, commandSchema.optional()])) as CommandFields)
  .optional();
type CommandFields = Record<CommandName, z.ZodOptional<typeof commandSchema>>;

const testsSchema = z.strictObject({
  commands: commandsSchema,
  /** Globs of the test files. */
  testFiles: globsSchema.optional(),
  /** Those of them that are integration tests. */
  integrationTests: globsSchema.optional(),
});

const minutes = z.int().min(1).max(110);
const variable = z.string().regex(VARIABLE, 'must be the name of a variable, and none that is for the worker');
const limitsSchema = z.strictObject({
  /** Minutes: one run of tests, one of a linter or a type check, and set-up. */
  tests: minutes.optional(),
  lint: minutes.optional(),
  setup: minutes.optional(),
  /** MB that one command may use, where the worker doesn't give less. */
  memory: z.int().min(256).optional(),
});
const envSchema = z.strictObject({
  set: z.record(variable, z.string().max(2_000)).optional(),
  /** Of the worker's environment; the person whose that is lets commands have them. */
  pass: z.array(variable).max(50).optional(),
});

const configSchema = testsSchema.extend({
  limits: limitsSchema.optional(),
  env: envSchema.optional(),
  /** Before set-up, from a file of the repository to one that git ignores: `.env.example: .env`. */
  copy: z.record(insideSchema, insideSchema).optional(),
  /** By folder, in a monorepo: commands that run there, and globs from there. */
  packages: z.record(insideSchema, testsSchema).optional(),
  /** How many small mistakes the tests of a task are tried on. */
  mutants: z.int().min(0).max(50).optional(),
  /** Whoever implements a code task has not written its tests. */
  separate: z.boolean().optional(),
  /** Which model does what, where the person who starts a feature says nothing else. */
  models: modelsSchema.optional(),
  /** What its commands have to read outside of the repository; the person whose that is lets them. */
  readable: z.array(outsideSchema).max(50).optional(),
});

/** For editors: `piv.config.schema.json` is this. */
export const configJsonSchema = () => z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });

const LONGEST = 64_000;

/** Reads it. Throws InvalidInput, which names what is wrong. */
export function parseConfig(text: string): Stated {
  if (text.length > LONGEST) throw refuse(`it has more than ${LONGEST} letters, too many to be kept in history`);
  const parsed = configSchema.safeParse(readYaml(text));
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error).replaceAll('✖ ', '').replaceAll(/\n\s*/g, ' '));
  const { packages, commands, ...rest } = parsed.data;
  const byFolder = Object.entries(packages ?? {}).map(([folder, own]) => [folder, inFolder(folder, toStated(own))]);
  return {
    ...rest,
    ...toStated({ commands }),
    ...(packages ? { packages: Object.fromEntries(byFolder) as Stated['packages'] } : {}),
  };
}

function toStated({ commands = {}, ...globs }: z.infer<typeof testsSchema>): StatedTests {
  const stated = Object.entries(commands).flatMap(([name, value]) => (value ? [[name, toCommand(value)]] : []));
  return { ...globs, commands: Object.fromEntries(stated) as Commands };
}

/** A package's own words, as they are at the root. */
function inFolder(folder: string, { commands, testFiles, integrationTests }: StatedTests): StatedTests {
  const at = (glob: string) => path.posix.join(folder, glob);
  const moved = Object.entries(commandsIn(folder, commands)).map(([name, { reports, ...command }]) => {
    const globs = Object.entries(reports ?? {}).map(([format, glob]) => [format, at(glob)]);
    return [name, { ...command, ...(reports ? { reports: Object.fromEntries(globs) as Command['reports'] } : {}) }];
  });
  return {
    commands: Object.fromEntries(moved) as Commands,
    ...(testFiles ? { testFiles: testFiles.map(at) } : {}),
    ...(integrationTests ? { integrationTests: integrationTests.map(at) } : {}),
  };
}

function readYaml(text: string): unknown {
  try {
    return parseYaml(text) ?? {};
  } catch (error) {
    if (error instanceof YAMLParseError) throw refuse(error.message.split('\n')[0] ?? 'no YAML');
    throw error;
  }
}

function toCommand(value: z.infer<typeof commandSchema>): Command {
  const { run, reports } = typeof value === 'string' ? { run: value, reports: undefined } : value;
  return { command: run, source: CONFIG_FILE, ...(reports ? { reports } : {}) };
}

const refuse = (why: string) => new PivError(FAILURES.invalidInput, `repo: ${CONFIG_FILE}: ${why}`);
