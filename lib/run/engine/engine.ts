import type { AwsEnvironment } from '@/lib/aws/aws-environment';
import type { SnapshotDeleter } from '@/lib/aws/delete-snapshot';
import type { RunConfig } from '@/lib/config/config';
import type { Database } from '@/lib/db/client';
import type { TicketWriter } from '@/lib/freshservice/write-ticket';
import type { Logger } from '@/lib/log/logger';
import type { Slack } from '@/lib/slack/create-slack';

/** Everything the engine needs from outside; tests hand in their own addresses, ids and chance. */
export type Engine = {
  readonly database: Database;
  readonly config: RunConfig;
  /** Credentials of an environment, in the name of the person who asked for the run. */
  findEnvironment(name: string, agentEmail: string): AwsEnvironment;
  /** The role for deleting, assumed for nothing else; null where an environment has none. */
  findDeleter(name: string, agentEmail: string): SnapshotDeleter | null;
  readonly slack: Slack;
  /** Null where snapshots do not expire. */
  readonly expiry: Expiry | null;
  readonly ticketWriter: TicketWriter;
  /** Whether an admin ended a person's access since a moment; `by` is the admin's e-mail. */
  findRevocation(agentSubject: string, since: Date): Promise<{ readonly by: string } | null>;
  /** Environments with operators of their own, where this person is none of them now. */
  listRestrictedEnvironments(
    agentSubject: string,
  ): Promise<readonly { readonly name: string; readonly operators: readonly string[] }[]>;
  /** Whether nothing is to be called for now; may be a second old. */
  isPassive(): Promise<boolean>;
  /** Where people read a run, such as `https://snapgate.example.com/runs/<id>`. */
  runUrl(runId: string): string;
  /** Calls back when any run has changed, in whatever process; returns how to stop. */
  onChange(listener: () => void): () => void;
  readonly log: Logger;
  newId(): string;
  /** Uniform in [0, 1). */
  random(): number;
};

/** Where and when the list of expired snapshots is read. */
export type Expiry = {
  /** Of the page that lists them. */
  readonly url: string;
  now(): Date;
  /** In the configured time zone, `YYYY-MM-DD`. */
  today(): string;
};

/** The right to execute one run. The fence rises with each takeover, so that of an old owner is void. */
export type Claim = { readonly runId: string; readonly fence: number };
