import { expect, test } from '@jest/globals';
import { folderInstructionsText, instructionsText } from '../../../src/agent/prompts/instructions.js';

test('instructions are told word for word, each under its name', () => {
  const told = [
    { path: 'AGENTS.md', text: '# Rules\n\n  - Use tabs.\n' },
    { path: '.cursor/rules/style.mdc', text: 'No classes.' },
  ];
  const text = instructionsText(told, ['packages/a/AGENTS.md']);
  expect(text).toContain('<data from="AGENTS.md">\n# Rules\n\n  - Use tabs.\n</data>\n');
  expect(text).toContain('<data from=".cursor/rules/style.mdc">\nNo classes.\n</data>');
  expect(text).toContain('\n- packages/a/AGENTS.md');
  expect(instructionsText([], [])).toBeUndefined();
  expect(folderInstructionsText([])).toBeUndefined();
});

test('a cut is marked, with the line to read on from; what is little is not cut off', () => {
  const lines = Array.from({ length: 2_000 }, (_, n) => `rule ${n + 1} ${'x'.repeat(20)}`);
  const text = instructionsText([{ path: 'AGENTS.md', text: lines.join('\n') }])!;
  const [, left, all, from] =
    /\[\.\.\. cut here, (\d+) of (\d+) lines left out: read_file AGENTS\.md from line (\d+)/.exec(text)!;
  expect(Number(all)).toBe(2_000);
  expect(Number(left)).toBe(2_000 - Number(from) + 1);
  expect(text).toContain(`${lines[Number(from) - 2]}\n[...`);
  expect(Buffer.byteLength(text)).toBeLessThan(33 * 1024 + 512);
  const fits = 'y'.repeat(32 * 1024 + 500);
  expect(instructionsText([{ path: 'AGENTS.md', text: fits }])).toContain(fits);
});

test('of files that have no room any more it is said where they are', () => {
  const told = [
    { path: 'AGENTS.md', text: 'a\n'.repeat(20_000) },
    { path: 'docs/style.md', text: 'b\n'.repeat(500) },
  ];
  expect(instructionsText(told)).toContain(
    '<data from="docs/style.md">\n[... cut here, 500 of 500 lines left out: read_file docs/style.md from line 1 ...]\n</data>',
  );
});
