import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createNote } from '../../src/models/note.js';

describe('createNote', () => {
  test('makes a note with an id and a time', () => {
    const note = createNote({ title: 'Milk', body: 'two litres' }, { id: 'n1', now: 0 });
    assert.deepEqual(note, { id: 'n1', title: 'Milk', body: 'two litres', createdAt: '1970-01-01T00:00:00.000Z' });
  });

  test('gives every note an id of its own', () => {
    assert.notEqual(createNote({ title: 'a' }).id, createNote({ title: 'a' }).id);
  });

  test('trims the title and refuses an empty or a long one', () => {
    assert.equal(createNote({ title: '  Milk ' }).title, 'Milk');
    assert.throws(() => createNote({ title: ' ' }), { status: 400 });
    assert.throws(() => createNote({ title: 'x'.repeat(121) }), { status: 400 });
  });

  test('makes notes that can not be changed', () => {
    assert.equal(Object.isFrozen(createNote({ title: 'a' })), true);
  });
});
