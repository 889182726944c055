import { pythonAuthentication } from './python-authentication/stack.js';
import { noTests } from './no-tests/stack.js';
import {
  goModule,
  goStaticcheck,
  javaMaven,
  javascriptYarn,
  monorepo,
  pythonPoetry,
  pythonPytest,
  pythonUv,
  rustCargo,
  typescriptJest,
  typescriptVitest,
} from './slugs.js';
import type { Stack } from './stack.js';

export const STACKS: Stack[] = [
  pythonAuthentication,
  pythonPytest,
  pythonUv,
  pythonPoetry,
  goModule,
  goStaticcheck,
  rustCargo,
  javaMaven,
  typescriptVitest,
  typescriptJest,
  javascriptYarn,
  monorepo,
  noTests,
];
