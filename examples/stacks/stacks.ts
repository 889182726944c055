import { pythonAuthentication } from './python-authentication/stack.js';
import { goModule, pythonPytest, typescriptVitest } from './slugs.js';
import type { Stack } from './stack.js';

export const STACKS: Stack[] = [pythonAuthentication, pythonPytest, goModule, typescriptVitest];
