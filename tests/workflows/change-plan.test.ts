import { describe, expect, it } from '@jest/globals';
import { adopt, changeProblems, widening, withAdded, withEdited, without } from '../../src/workflows/change-plan.js';
import { QUICK_BRIEF } from '../helpers/quick-script.js';
import { planned as plannedAs, run, standing } from './tasks.js';

const planned = (id: string, more = {}) => plannedAs(id, { verify: 'node --test', ...more });

/** task-001 has landed, task-002 waits for it, task-003 was skipped. */
function executing(more = {}) {
  const plan = [planned('task-001'), planned('task-002', { blockedBy: ['task-001'] }), planned('task-003')];
  const tasks = [
    standing('task-001', { status: 'done' }),
    standing('task-002', { blockedBy: ['task-001'] }),
    standing('task-003', { status: 'skipped' }),
  ];
  return run({ phase: 'execute', brief: QUICK_BRIEF, plan, tasks, ...more });
}
const { id: _id, ...fields } = planned('task-009');

describe('a task that is added', () => {
  it('gets the next id, of a task that was taken out neither', () => {
    expect(withAdded(executing(), fields).at(-1)!.id).toBe('task-004');
    expect(withAdded(executing({ dropped: ['task-006'] }), fields).at(-1)!.id).toBe('task-007');
  });

  it('may build on what has landed or is open, and on nothing else', () => {
    const at = executing();
    const problems = (blockedBy: string[]) => changeProblems(at, withAdded(at, { ...fields, blockedBy }));
    expect(problems(['task-001', 'task-002'])).toEqual([]);
    expect(problems(['task-003'])).toEqual(['task-004: is blocked by task-003, which is neither in the plan nor done']);
  });

  it.each(['task-001', 'task-002', 'task-003', 'task-006'])('may not be called %s, which is or was another', (id) => {
    const at = executing({ dropped: ['task-006'] });
    expect(changeProblems(at, withAdded(at, { ...fields, id }))).toEqual([`${id}: this id is taken`]);
  });

  it('is checked as in a plan', () => {
    const at = executing();
    const wrong = { ...fields, verify: 'true', commit: 'Stuff', files: ['../x'] };
    expect(changeProblems(at, withAdded(at, wrong))).toEqual([
      'task-004: commit "Stuff" is not a conventional subject',
      expect.stringMatching(/^task-004: verify "true" is not one of/),
      'task-004: file "../x" is not a path inside the repository',
    ]);
  });
});

describe('a task that is changed', () => {
  it('makes no cycle', () => {
    const at = executing();
    const both = { ...at, plan: withAdded(at, { ...fields, blockedBy: ['task-002'] }) };
    expect(changeProblems(both, withEdited(both, 'task-002', { blockedBy: ['task-004'] }))).toEqual([
      'these tasks block each other in a cycle: task-002, task-004',
    ]);
  });

  it('stands in the status as it is then, and has the plan another name', () => {
    const at = executing();
    adopt(at, at.plan);
    const { planHash } = at;
    adopt(at, withEdited(at, 'task-002', { name: 'Another', blockedBy: [] }));
    expect(at.tasks).toMatchObject([{ status: 'done' }, { name: 'Another', blockedBy: [] }, { status: 'skipped' }]);
    expect(at.planHash).not.toBe(planHash);
  });

  it('could do more with another file or kind, which a person has to approve', () => {
    const before = planned('task-002', { files: ['src/a.js'], kind: 'code' });
    expect(widening(before, { ...before, doneWhen: 'Else.', files: [] })).toBeUndefined();
    expect(widening(before, { ...before, kind: 'chore', files: ['src/a.js', 'package.json'] })).toBe(
      'task-002 could change package.json and do what a chore task may, as which it was not approved',
    );
    expect(widening(undefined, before)).toMatch(/^task-002 is a task that nobody has approved/);
  });
});

describe('a task that is taken out', () => {
  it('is missed by what it blocks', () => {
    const at = executing({ tasks: ['task-001', 'task-002', 'task-003'].map((id) => standing(id)) });
    expect(changeProblems(at, without(at, 'task-001'))).toEqual([
      'task-002: is blocked by task-001, which is neither in the plan nor done',
    ]);
  });

  it('is not the last one', () => {
    const at = run({ brief: QUICK_BRIEF, plan: [planned('task-001')], tasks: [standing('task-001')] });
    expect(changeProblems(at, [])).toEqual(['a plan has 1 to 50 tasks']);
  });

  it('is not the one that brings the command that runs tests', () => {
    const testing = {
      task: 'task-001',
      commands: { test: QUICK_BRIEF.commands.test!, testFile: QUICK_BRIEF.commands.testFile! },
    };
    const plan = [planned('task-001', { kind: 'chore' }), planned('task-002')];
    const tasks = [standing('task-001'), standing('task-002')];
    const at = run({ brief: { ...QUICK_BRIEF, commands: {} }, testing, plan, tasks });
    expect(changeProblems(at, without(at, 'task-001'))).toEqual(['testing: task-001 is not in the plan']);
  });
});
