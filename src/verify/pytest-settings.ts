import path from 'node:path';
import type { Step } from './detect.js';
import { plainText } from '../inside.js';
import { addedOptions, PYTEST_SETTINGS } from './selection.js';

const COMMENT = /^\s*[#;].*$/gm;

/** A step that runs pytest, with what its settings, where it runs or in a folder above up to `root`, add to it. */
export async function withSettings(step: Step | undefined, root: string): Promise<Step | undefined> {
  if (step?.tool !== 'pytest') return step;
  for (let dir = step.dir; `${dir}/`.startsWith(`${root}/`); dir = path.dirname(dir)) {
    for (const name of PYTEST_SETTINGS) {
      const text = plainText(root, path.join(path.relative(root, dir), name));
      const added = addedOptions(text.replaceAll(COMMENT, ''));
      if (added) return { ...step, text: `${step.text} ${added}` };
    }
  }
  return step;
}
