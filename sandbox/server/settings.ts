import { z } from 'zod';

const amount = z.number().min(0);

export const settingsSchema = z.object({
  /** How long a snapshot stays `pending`; single volumes take up to a quarter more or less. */
  snapshotDurationMs: amount,
  /** EC2 refuses a second snapshot of one volume within this time. */
  perVolumeIntervalMs: amount,
  /** Whether EC2's token buckets (per account, region and operation) are enforced. */
  throttleEc2: z.boolean(),
  /** Freshservice's limit per account and minute; its plans allow 100 to 500. */
  freshserviceCallsPerMinute: amount,
  /** Messages a Slack channel takes at once before one a second is all it takes. */
  slackBurst: amount,
  /** An account whose list of changes cannot be filtered. */
  freshserviceRefusesQueries: z.boolean(),
});

/** How strict and how slow the stand-ins are. Can be changed while they run. */
export type SandboxSettings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: SandboxSettings = {
  snapshotDurationMs: 20_000,
  perVolumeIntervalMs: 15_000,
  throttleEc2: true,
  freshserviceCallsPerMinute: 500,
  slackBurst: 10,
  freshserviceRefusesQueries: false,
};
