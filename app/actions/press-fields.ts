import { z } from 'zod';

/** What Execute and arming send of the plan that was seen. */
export const pressFields = {
  ticket: z.string().max(200),
  environment: z.string().max(100),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  acknowledged: z.array(z.string().max(300)).max(5_000),
  reason: z.string().trim().max(2_000).nullable(),
};
