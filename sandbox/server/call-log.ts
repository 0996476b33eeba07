import type { Clock } from './clock';

export type SystemName = 'freshservice' | 'ec2' | 'slack' | 'oidc';

/** What a stand-in knows about a request before it answers. */
export type NewCall = {
  readonly system: SystemName;
  /** Such as `CreateSnapshot`, `CreateSnapshot.DryRun`, `ListTasks`, `chat.postMessage`. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly account?: string;
  readonly region?: string;
  /** ARN of the caller. */
  readonly principal?: string;
  /** Session name of an assumed role: who stood behind the call. */
  readonly sessionName?: string;
};

export type RecordedCall = NewCall & {
  /** Numbers every request of the sandbox from 1. */
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  outcome: 'open' | 'held-before' | 'held-after' | 'answered' | 'cut' | 'hung';
  status: number | null;
};

export type CallFilter = {
  readonly system?: string | undefined;
  readonly operation?: string | undefined;
  /** ISO 8601: calls at or after this time. */
  readonly since?: string | undefined;
  /** Calls after this sequence number; finer than `since`. */
  readonly after?: number | undefined;
};

export type CallLog = {
  record(call: NewCall): RecordedCall;
  list(filter?: CallFilter): readonly RecordedCall[];
  count(filter?: CallFilter): number;
  /** Sequence number of the newest call, 0 before the first: a mark for `after`. */
  last(): number;
  clear(): void;
};

/** Older calls are forgotten, so that a sandbox can run for days. */
const KEPT_CALLS = 20_000;

export function createCallLog(clock: Clock): CallLog {
  let calls: RecordedCall[] = [];
  let seq = 0;
  const list = (filter: CallFilter = {}) => calls.filter((call) => matches(call, filter));
  return {
    record(call) {
      seq += 1;
      const at = new Date(clock.now()).toISOString();
      const recorded: RecordedCall = { ...call, seq, at, outcome: 'open', status: null };
      calls.push(recorded);
      if (calls.length > KEPT_CALLS * 1.1) calls = calls.slice(-KEPT_CALLS);
      return recorded;
    },
    list,
    count: (filter) => list(filter).length,
    last: () => seq,
    clear() {
      calls = [];
    },
  };
}

function matches(call: RecordedCall, filter: CallFilter): boolean {
  return (
    (filter.system === undefined || call.system === filter.system) &&
    (filter.operation === undefined || call.operation === filter.operation) &&
    (filter.since === undefined || call.at >= filter.since) &&
    (filter.after === undefined || call.seq > filter.after)
  );
}
