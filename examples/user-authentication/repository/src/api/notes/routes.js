import { notFound } from '../../errors.js';
import { createNote } from '../../models/note.js';
import { parseNewNote } from './schemas.js';

/**
 * @param {{ notes: import('../../repositories/notes.js').NoteRepository }} dependencies
 * @returns {import('../../http/router.js').Route[]}
 */
export function noteRoutes({ notes }) {
  return [
    { method: 'GET', path: '/notes', handler: async () => ({ status: 200, body: { notes: await notes.list() } }) },
    {
      method: 'POST',
      path: '/notes',
      handler: async ({ body }) => ({ status: 201, body: await notes.add(createNote(parseNewNote(body))) }),
    },
    {
      method: 'GET',
      path: '/notes/:id',
      handler: async ({ params }) => {
        const note = await notes.findById(params.id ?? '');
        if (!note) throw notFound('There is no such note.');
        return { status: 200, body: note };
      },
    },
    {
      method: 'DELETE',
      path: '/notes/:id',
      handler: async ({ params }) => {
        if (!(await notes.remove(params.id ?? ''))) throw notFound('There is no such note.');
        return { status: 204 };
      },
    },
  ];
}
