import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createNote } from '../../src/models/note.js';
import { createNoteRepository } from '../../src/repositories/notes.js';

describe('the repository of notes', () => {
  let notes = createNoteRepository();
  beforeEach(() => {
    notes = createNoteRepository();
  });

  test('finds a note that was added', async () => {
    const note = await notes.add(createNote({ title: 'Milk' }));
    assert.equal(await notes.findById(note.id), note);
  });

  test('answers null for a note that it does not have', async () => {
    assert.equal(await notes.findById('nope'), null);
  });

  test('lists the newest first', async () => {
    await notes.add(createNote({ title: 'one' }));
    await notes.add(createNote({ title: 'two' }));
    const titles = (await notes.list()).map((note) => note.title);
    assert.deepEqual(titles, ['two', 'one']);
  });

  test('refuses an id twice', async () => {
    const note = await notes.add(createNote({ title: 'Milk' }));
    await assert.rejects(notes.add(note), { status: 409 });
  });

  test('removes a note once', async () => {
    const note = await notes.add(createNote({ title: 'Milk' }));
    assert.equal(await notes.remove(note.id), true);
    assert.equal(await notes.remove(note.id), false);
  });
});
