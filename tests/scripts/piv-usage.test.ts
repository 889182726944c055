import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgram } from '../../scripts/piv/program.js';
import { runPiv } from './piv-process.js';

const NOBODY = '127.0.0.1:1';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'piv-usage-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const piv = (args: string[], environment = {}) =>
  runPiv(args, { HOME: folder, PIV_HOME: join(folder, 'home'), TEMPORAL_ADDRESS: NOBODY, ...environment });

describe('help', () => {
  test('lists the commands and the exit codes', async () => {
    const { code, stdout } = await piv(['--help']);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(stdout).toContain('Exit codes:');
  });

  const COMMANDS = createProgram().commands.map((command) => ({ name: command.name(), command }));
  const OF_TASKS = COMMANDS.find(({ name }) => name === 'tasks')!.command.commands;
  const ALL = [...COMMANDS, ...OF_TASKS.map((command) => ({ name: `tasks ${command.name()}`, command }))];
  test.each(ALL)('of $name has an example, and --json', ({ name, command }) => {
    let text = '';
    command.configureOutput({ writeOut: (chunk) => (text += chunk) }).outputHelp();
    expect(text).toMatch(new RegExp(`^Usage: piv ${name} `));
    expect(text).toMatch(new RegExp(`^ {2}\\$ .*\\bpiv ${name}\\b`, 'm'));
    expect(text).toContain('--json');
  });

  test('options of a command of tasks are its own, those too that tasks has', async () => {
    const program = createProgram();
    const drop = program.commands.find((one) => one.name() === 'tasks')!.commands.find((one) => one.name() === 'drop')!;
    let given: unknown;
    drop.action((_words: string[], options: unknown) => void (given = options));
    await program.parseAsync(['tasks', 'drop', 'login', 'task-001', '--json'], { from: 'user' });
    expect(given).toEqual({ json: true });
  });

  test('names all the commands that there are', () => {
    const [messages, rest] = [
      [
        'answer',
        'approve',
        'revise',
        'tasks',
        'commands',
        'tell',
        'retry',
        'skip',
        'pause',
        'resume',
        'budget',
        'cancel',
      ],
      ['server', 'worker', 'doctor', 'init', 'start', 'status', 'list', 'transcript'],
    ];
    expect(COMMANDS.map(({ name }) => name).toSorted()).toEqual([...messages, ...rest].toSorted());
  });
});

describe('wrong usage', () => {
  const WRONG: [string[], string][] = [
    [['statu'], "piv: unknown command 'statu' (Did you mean status?); see: piv --help"],
    [['status', '--wach'], "piv: unknown option '--wach' (Did you mean --watch?); see: piv --help"],
    [['start'], "piv: missing required argument 'request'; see: piv --help"],
    [['start', 'add', 'a', 'login'], "piv: too many arguments for 'start'. Expected 1 argument but got 3"],
    [['start', 'x', '--max-parallel', 'two'], 'It has to be a whole number, 1 or more; see: piv --help'],
    [['start', 'x', '--sandbox', 'maybe'], 'Allowed choices are on, off; see: piv --help'],
    [['budget', 'x', '--tokens', '-5'], 'It has to be a whole number'],
    [['budget', 'x'], 'give one of --tokens and --cost'],
    [['budget', 'x', '--cost', 'much'], 'It has to be a number of dollars above 0'],
    [['start', 'x', '--max-cost', '0'], 'It has to be a number of dollars above 0'],
    [['skip', 'login', '--reason', 'x'], 'piv: task: say which one, like task-001'],
    [['skip', 'login', 'task-001'], "required option '--reason <text>' not specified"],
    [['revise', 'login'], 'piv: feedback: say in quotes what should be different'],
    [['commands', 'login', 'tests=npm test'], 'piv: "tests=npm test" changes no command; write it as test="npm test"'],
    [['answer', 'login', 'yes'], 'piv: "yes" is not an answer; write it as id=answer'],
  ];

  test.each(WRONG)('%j is told in one line, with exit code 2', async (args, line) => {
    const { code, stdout, stderr } = await piv(args);
    expect(stderr).toContain(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('no command at all shows the help, with exit code 2', async () => {
    const { code, stdout, stderr } = await piv([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: piv');
  });

  test('a folder that is not there is told before anything is started', async () => {
    const missing = join(folder, 'missing');
    expect(await piv(['start', 'a login', '--repo', missing])).toEqual({
      code: 2,
      stdout: '',
      stderr: `piv: repo: there is no folder ${missing}; name one with --repo DIR\n`,
    });
    await writeFile(join(folder, 'file'), '');
    expect((await piv(['start', 'a login', '--repo', join(folder, 'file')])).code).toBe(2);
  });

  test('a wrong value in the environment is named', async () => {
    const { code, stderr } = await piv(['worker'], { PIV_MODEL_IDLE_SECONDS: 'long' });
    expect(code).toBe(2);
    expect(stderr).toContain('PIV_MODEL_IDLE_SECONDS');
  });
});

describe('what is not there', () => {
  const NEEDS_A_SERVER = [
    ['start', 'a login'],
    ['status', 'login'],
    ['list'],
    ['transcript', 'login'],
    ['answer', 'login'],
    ['approve'],
    ['pause', 'login', '--json'],
  ];

  test.each(NEEDS_A_SERVER.map((args) => [args]))('without a server %j exits with 4', async (args) => {
    expect(await piv(args)).toEqual({
      code: 4,
      stdout: '',
      stderr: `piv: no Temporal server answers at ${NOBODY}; start one with: piv server\n`,
    });
  });

  test('a worker needs a key first, then a server', async () => {
    const without = await piv(['worker']);
    expect(without).toMatchObject({ code: 4, stdout: '' });
    expect(without.stderr).toMatch(/^piv: nothing signs in to the model's service; set ANTHROPIC_API_KEY .*\n$/);
    const withKey = await piv(['worker'], { ANTHROPIC_API_KEY: 'any' });
    expect(withKey).toMatchObject({ code: 4, stdout: '' });
    expect(withKey.stderr).toContain(`no Temporal server answers at ${NOBODY}`);
  });
});
