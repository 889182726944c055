/** Variants of the script in which the model errs: each changes one conversation. */
export * from './wrong-turns/answers.js';
export * from './wrong-turns/green.js';
export * from './wrong-turns/plan.js';
export * from './wrong-turns/prime.js';
export * from './wrong-turns/red.js';
export { attemptAgain, type WrongTurn } from './wrong-turns/change.js';
