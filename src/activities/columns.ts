import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { deniedText, readColumns, wrongText } from './search-attributes.js';

/** Of gRPC: a deadline, no resources, unavailable. They may pass, and what they hide is worth some seconds. */
const PASSING = [4, 8, 14];
const PATIENT_ATTEMPTS = 3;

/** Nothing about columns keeps a feature from being started. */
export async function columnsOf(client: Client): Promise<{ usable: string[]; notes: string[] }> {
  try {
    const { usable, wrong } = await readColumns(client);
    return { usable, notes: Object.keys(wrong).length > 0 ? [wrongText(wrong)] : [] };
  } catch (error) {
    const passes = PASSING.includes((error as { code?: number }).code ?? 0);
    if (passes && Context.current().info.attempt <= PATIENT_ATTEMPTS) throw error;
    return { usable: [], notes: [deniedText(error)] };
  }
}
