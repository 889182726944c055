import { describe, expect, it } from '@jest/globals';
import { causeOfLoadError } from '../../src/verify/red-cause.js';

const TEST = 'internal/user/user_test.go';
const PLANNED = ['internal/user/user.go', 'internal/auth/auth.go', TEST];
const cause = (...lines: string[]) =>
  causeOfLoadError({ name: 'BuildError', message: lines.join('\n') }, TEST, {
    plannedFiles: PLANNED,
    isSource: () => false,
  });

describe('a Go test that does not build is red for the right cause', () => {
  it.each([
    ['a name of its own package', ['undefined: NewUser']],
    ['a name of a planned package', ['undefined: auth.Login', 'undefined: NewUser']],
    ['a planned package', ['no required module provides package example.com/notes/internal/auth; to add it:']],
    [
      'a planned package of a module in vendor mode',
      ['package example.com/notes/internal/auth is not in std (/go/src)'],
    ],
    ['a method', ['u.Rename undefined (type *User has no field or method Rename)']],
    ['a changed signature', ['too many arguments in call to auth.Login']],
    ['a new field', ['unknown field Email in struct literal of type User']],
  ])('where it lacks %s', (_what, lines) => {
    expect(cause(...lines)).toEqual({ kind: 'right' });
  });
});

describe('a Go test that does not build is refused', () => {
  it.each([
    ['for a name of a package that is not planned', ['undefined: strings.Trimm']],
    ['for another package', ['no required module provides package github.com/stretchr/testify/assert; to add it:']],
    ['for one mistake among missing parts', ['undefined: NewUser', 'declared and not used: x']],
    ['for a syntax error', ["expected operand, found '}'"]],
  ])('%s', (_what, lines) => {
    expect(cause(...lines)).toMatchObject({ kind: 'fault', why: expect.stringContaining(lines.at(-1)!) });
  });

  it('for a name of its own package where nothing is planned there', () => {
    const elsewhere = { plannedFiles: ['cmd/main.go'], isSource: () => false };
    const error = { name: 'BuildError', message: 'undefined: NewUser' };
    expect(causeOfLoadError(error, TEST, elsewhere)).toMatchObject({ kind: 'fault' });
  });
});
