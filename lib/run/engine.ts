import type { AwsEnvironment } from '@/lib/aws/create-aws-environment';
import type { RunConfig } from '@/lib/config/config';
import type { Database } from '@/lib/db/client';
import type { Logger } from '@/lib/log/logger';
import type { Slack } from '@/lib/slack/create-slack';

/** Everything the engine needs from outside; tests hand in their own addresses, ids and chance. */
export type Engine = {
  readonly database: Database;
  readonly config: RunConfig;
  /** Credentials of an environment, in the name of the person who asked for the run. */
  findEnvironment(name: string, agentEmail: string): AwsEnvironment;
  readonly slack: Slack;
  /** Whether an admin ended a person's access since a moment; `by` is the admin's e-mail. */
  findRevocation(agentSubject: string, since: Date): Promise<{ readonly by: string } | null>;
  /** Where people read a run, such as `https://snapgate.example.com/runs/<id>`. */
  runUrl(runId: string): string;
  readonly log: Logger;
  newId(): string;
  /** Uniform in [0, 1). */
  random(): number;
};

/** The right to carry one run out: the fence rises with each take-over, so an old owner's is void. */
export type Claim = { readonly runId: string; readonly fence: number };
