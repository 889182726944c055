/** How much a stage has used of what it is allowed. */
export interface Patience {
  nudged: boolean;
  cuts: number;
  submits: number;
  /** Tries in a row that the model's service did not answer. */
  unanswered?: number;
  /** Its last turns, each as one name. */
  recent?: string[];
  /** The service refused what the conversation held: it went on in a fresh context. */
  startedOver?: boolean;
}
