import { conflict } from '../errors.js';

/** @typedef {import('../models/note.js').Note} Note */
/** @typedef {ReturnType<typeof createNoteRepository>} NoteRepository */

/** Keeps notes in memory. */
export function createNoteRepository() {
  /** @type {Map<string, Note>} */
  const notes = new Map();

  return {
    /** @param {Note} note */
    async add(note) {
      if (notes.has(note.id)) throw conflict(`There is a note ${note.id} already.`);
      notes.set(note.id, note);
      return note;
    },

    /**
     * @param {string} id
     * @returns {Promise<Note | null>}
     */
    async findById(id) {
      return notes.get(id) ?? null;
    },

    /** Newest first. */
    async list() {
      return [...notes.values()].reverse();
    },

    /** @param {string} id */
    async remove(id) {
      return notes.delete(id);
    },
  };
}
