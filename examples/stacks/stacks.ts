import { pythonAuthentication } from './python-authentication/stack.js';
import { goModule, typescriptVitest } from './slugs.js';
import type { Stack } from './stack.js';

/** One a language: what is tried each time. */
export const USUAL: Stack[] = [pythonAuthentication, goModule, typescriptVitest];

export const STACKS: Stack[] = [...USUAL];
