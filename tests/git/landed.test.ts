import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commitsSince, lastSubjects } from '../../src/git/landed.js';
import { openRoom, type Room } from './room.js';

let room: Room;
beforeAll(async () => {
  room = await openRoom({ 'a.txt': 'a\n', 'old.txt': '' });
});
afterAll(async () => room.remove());

test('what has landed is told with task and files, oldest first; what changes nothing is left out', async () => {
  const trailers = 'PIV-Feature: x\nPIV-Task: task-001\nPIV-Step: land';
  const one = await room.commit(
    { 'a.txt': 'b\n', 'né w.txt': 'new\n' },
    room.first,
    `feat: One\n\nBody.\n\n${trailers}\n`,
  );
  const wip = await room.commit({}, one, 'WIP: Pause point for x');
  const two = await room.commit({ 'old.txt': null }, wip, "A person's");
  expect(await commitsSince(room.repo, room.first, two)).toEqual([
    { commit: one, subject: 'feat: One', task: 'task-001', files: ['M a.txt', 'A né w.txt'] },
    { commit: two, subject: "A person's", files: ['D old.txt'] },
  ]);
  expect(await commitsSince(room.repo, two, two)).toEqual([]);
  expect(await lastSubjects(room.repo, two, 2)).toEqual(["A person's", 'WIP: Pause point for x']);
});
