import { afterEach, expect, test } from '@jest/globals';
import { ownSubjects } from '../../src/activities/commit-form.js';
import { openRoom, type Room } from '../git/room.js';

let room: Room;
afterEach(async () => room.remove());

async function subjectsOf(subjects: string[], files: Record<string, string> = { 'a.txt': '' }) {
  room = await openRoom(files);
  let tip = room.first;
  for (const [n, subject] of subjects.entries()) tip = await room.commit({ 'a.txt': `${n}` }, tip, subject);
  return ownSubjects(room.repo, tip);
}

const GO = ['net/http: fix a race', 'cmd/go: add a flag', 'runtime: be quick', 'io: mend docs', 'os: rename'];

test('a log that names commits otherwise shows how, newest first, without what machines wrote', async () => {
  expect(await subjectsOf([...GO, 'Bump x from 1 to 2', ...GO])).toEqual([...GO.toReversed(), ...GO.toReversed()]);
});

test.each<[string, string[], Record<string, string>]>([
  ['a log of conventional commits', GO.map((_, n) => `fix(x): Do ${n}`), {}],
  ['a log of few commits', GO.slice(0, 3), {}],
  ['instructions that ask for them', GO, { 'AGENTS.md': 'We use Conventional Commits.' }],
])('%s leaves it at conventional commits', async (_, subjects, files) => {
  expect(await subjectsOf(subjects, { 'a.txt': '', ...files })).toBeUndefined();
});

test('instructions that speak of commit messages hold also where the log is short', async () => {
  const files = { 'a.txt': '', 'AGENTS.md': 'Commit messages begin with the number of the ticket.' };
  expect(await subjectsOf(['SHOP-1 Add the cart', 'SHOP-2 Mend it'], files)).toEqual([
    'SHOP-2 Mend it',
    'SHOP-1 Add the cart',
    'chore: Start',
  ]);
});
