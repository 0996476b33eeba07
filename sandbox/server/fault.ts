import { z } from 'zod';

const when = z.enum(['before', 'after']).default('before');
const ms = z.number().min(0);

const effectSchema = z.discriminatedUnion('kind', [
  /** The request arrives late, or after the effect the answer does. */
  z.object({ kind: z.literal('latency'), ms, when }),
  /** The call waits at this point until the fault is taken away, even when its caller is gone. */
  z.object({ kind: z.literal('hold'), when }),
  /** An error in the system's own format; `after` means that the call took effect first. */
  z.object({
    kind: z.literal('error'),
    status: z.int().min(200).max(599).optional(),
    code: z.string().optional(),
    message: z.string().optional(),
    retryAfterSeconds: z.number().min(0).optional(),
    when,
  }),
  /** A page of HTML with status 200, as proxies and maintenance pages answer. */
  z.object({ kind: z.literal('not-json'), when }),
  z.object({ kind: z.literal('empty-body'), when }),
  /** The connection is cut; the caller cannot know whether the call took effect. */
  z.object({ kind: z.literal('cut'), when }),
  /** No answer ever; ends when the caller gives up. */
  z.object({ kind: z.literal('hang'), when }),
  /** DescribeSnapshots does not see snapshots younger than this. */
  z.object({ kind: z.literal('read-lag'), ms }),
  /** A snapshot created now stays pending this long. */
  z.object({ kind: z.literal('slow-snapshot'), ms }),
  /** A snapshot created now ends in state `error`. */
  z.object({ kind: z.literal('failed-snapshot') }),
]);

export const faultSchema = z.object({
  system: z.enum(['freshservice', 'ec2', 'slack', 'oidc']),
  /** Unset: every operation of the system. */
  operation: z.string().optional(),
  /** Only calls whose parameters have exactly these values, such as `{ VolumeId: 'vol-1' }`. */
  parameters: z.record(z.string(), z.string()).default({}),
  /** Lets this many matching calls through first. */
  skip: z.int().min(0).default(0),
  /** Strikes this many times; unset: until it is taken away. */
  count: z.int().min(1).optional(),
  /** Strikes each call with this chance, drawn from `seed`. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.int().default(1),
  effect: effectSchema,
});

/** What a fault does to a call. */
export type FaultEffect = z.infer<typeof effectSchema>;

/** A fault as it is written: defaults may be left out. */
export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.infer<typeof faultSchema>;

/** A fault's error before it gets its system's format. */
export type FaultError = Extract<FaultEffect, { kind: 'error' }>;
