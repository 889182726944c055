import { describe, expect, test } from '@jest/globals';
import { toListed } from '../../scripts/piv/features.js';
import {
  nameAndAnswers,
  nameAndFeedback,
  nameAndTask,
  nameTaskAndHint,
  nameTaskAndWords,
} from '../../scripts/piv/words.js';

describe('arguments after a name that may be left out', () => {
  test('a lone task is a task, any other lone word a feature', () => {
    expect(nameAndTask([])).toEqual({});
    expect(nameAndTask(['task-001'])).toEqual({ task: 'task-001' });
    expect(nameAndTask(['login'])).toEqual({ name: 'login' });
    expect(nameAndTask(['login', 'task-001'])).toEqual({ name: 'login', task: 'task-001' });
    expect(() => nameAndTask(['login', 'task-001', 'task-002'])).toThrow('a feature and a task at most');
  });

  test('words to a task or a feature are the last; the task stands behind the name, or alone', () => {
    expect(nameTaskAndWords(['login', 'be brief'])).toEqual({ name: 'login', text: 'be brief' });
    expect(nameTaskAndWords(['login/task-001', 'brief'])).toEqual({ name: 'login', task: 'task-001', text: 'brief' });
    expect(nameTaskAndWords(['task-001', 'brief'])).toEqual({ task: 'task-001', text: 'brief' });
    expect(nameTaskAndWords(['be brief'])).toEqual({ text: 'be brief' });
    for (const wrong of [['login'], ['be', 'very', 'brief']])
      expect(() => nameTaskAndWords(wrong)).toThrow('in quotes');
  });

  test('a hint stands behind a task', () => {
    expect(nameTaskAndHint(['login', 'task-001', 'be brief'])).toEqual({
      name: 'login',
      task: 'task-001',
      hint: 'be brief',
    });
    expect(nameTaskAndHint(['task-001', 'brief'])).toEqual({ task: 'task-001', hint: 'brief' });
    expect(nameTaskAndHint(['login', 'task-001'])).toEqual({ name: 'login', task: 'task-001' });
    expect(nameTaskAndHint(['login'])).toEqual({ name: 'login' });
    expect(() => nameTaskAndHint(['task-001', 'be', 'brief'])).toThrow('in quotes');
    expect(() => nameTaskAndHint(['login', 'task-001', 'task-002'])).toThrow('a feature and a task at most');
  });

  test('answers have an id, and everything after the first "=" as answer', () => {
    expect(nameAndAnswers(['login', 'a=b=c', 'd='])).toEqual({
      name: 'login',
      answers: [
        { id: 'a', answer: 'b=c' },
        { id: 'd', answer: '' },
      ],
    });
    expect(nameAndAnswers(['a=b'])).toEqual({ answers: [{ id: 'a', answer: 'b' }] });
    for (const wrong of ['second', '=b'])
      expect(() => nameAndAnswers(['login', wrong])).toThrow('write it as id=answer');
  });

  test('feedback is the last; a lone word is not taken for one', () => {
    expect(nameAndFeedback(['login', 'smaller'])).toEqual({ name: 'login', feedback: 'smaller' });
    expect(nameAndFeedback(['make it smaller'])).toEqual({ feedback: 'make it smaller' });
    for (const wrong of [['login'], ['make', 'it', 'smaller']])
      expect(() => nameAndFeedback(wrong)).toThrow('in quotes');
  });
});

describe('a listed feature', () => {
  const info = (name: string, columns = {}) => ({
    workflowId: 'feature-login',
    startTime: new Date(0),
    searchAttributes: columns,
    status: { name },
  });

  test('stands as its columns say while it is open or has completed', () => {
    const columns = { PivPhase: ['plan'], PivStatus: ['waiting'] };
    expect(toListed(info('RUNNING', columns))).toEqual({
      feature: 'login',
      phase: 'plan',
      status: 'waiting',
      open: true,
      started: '1970-01-01T00:00:00.000Z',
    });
    expect(toListed(info('COMPLETED', { PivStatus: ['passed'] }))).toMatchObject({ status: 'passed', open: false });
  });

  test('stands as its workflow where the columns are old or missing', () => {
    expect(toListed(info('TERMINATED', { PivStatus: ['waiting'] })).status).toBe('failed');
    expect(toListed(info('CANCELLED', { PivStatus: ['running'] })).status).toBe('cancelled');
    expect(toListed(info('RUNNING')).status).toBe('running');
    expect(toListed(info('COMPLETED')).status).toBe('ended');
  });
});
