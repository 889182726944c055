import { ApplicationFailure } from '@temporalio/workflow';
import { FAILURES } from '../errors.js';

/** An update that is refused by its validator leaves no trace. */
export const refuse = (message: string) => ApplicationFailure.nonRetryable(message, FAILURES.refused);
