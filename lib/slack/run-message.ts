/** What Slack is told about a run. */
export type RunMessage = {
  /** Canonical reference, such as `CHN-7303`. */
  readonly ticket: string;
  readonly ticketUrl: string;
  readonly subject: string;
  readonly agentName: string;
  readonly agentEmail: string;
  readonly status:
    'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'rejected' | 'cancelled';
  readonly runUrl: string;
  readonly snapshots: readonly RunMessageSnapshot[];
  readonly errors: readonly string[];
  /** Rules of the service desk that this run goes against, and why; null where it does not. */
  readonly override: { readonly rules: readonly string[]; readonly reason: string } | null;
};

export type RunMessageSnapshot = {
  readonly serverName: string;
  readonly snapshotId: string | null;
  /** The snapshot's own state, or the step's while there is none. */
  readonly state: string;
  readonly error: string | null;
};
