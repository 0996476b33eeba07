import { COMING_SAMPLES } from './coming-samples';
import { MATCH_SAMPLES } from './match-samples';
import { PLAIN_SAMPLES } from './plain-samples';
import { POLICY_SAMPLES } from './policy-samples';
import { RUN_SAMPLES } from './run-samples';
import type { Sample } from './sample';
import { SYNTAX_SAMPLES } from './syntax-samples';
import { TASK_SAMPLES } from './task-samples';
import { WARNING_SAMPLES } from './warning-samples';

/** Every sample ticket with its servers, in the order in which a person should try them. */
export const SAMPLES: readonly Sample[] = [
  ...PLAIN_SAMPLES,
  ...MATCH_SAMPLES,
  ...TASK_SAMPLES,
  ...WARNING_SAMPLES,
  ...POLICY_SAMPLES,
  ...SYNTAX_SAMPLES,
  ...RUN_SAMPLES,
  ...COMING_SAMPLES,
];

/** What sandbox/README.md and the demo print: the tickets to try, one line each. */
export const SAMPLE_TICKETS: readonly {
  readonly reference: string;
  readonly situation: string;
}[] = SAMPLES.map(({ reference, situation }) => ({ reference, situation }));
