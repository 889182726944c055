import { pythonAuthentication } from './python-authentication/stack.js';
import { noTests } from './no-tests/stack.js';
import { goModule, monorepo, pythonPytest, typescriptVitest } from './slugs.js';
import type { Stack } from './stack.js';

export const STACKS: Stack[] = [pythonAuthentication, pythonPytest, goModule, typescriptVitest, monorepo, noTests];
