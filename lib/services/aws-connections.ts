import { createAwsEnvironment, type AwsEnvironment } from '@/lib/aws/aws-environment';
import { buildSessionName } from '@/lib/aws/credentials';
import { createSnapshotDeleter, type SnapshotDeleter } from '@/lib/aws/delete-snapshot';
import type { Config, EnvironmentConfig } from '@/lib/config/config';

type Finder<Connection> = (environment: string, agentEmail: string) => Connection;

/** The connections of this process to AWS, by environment and person. */
export function createAwsConnections(config: Config): {
  readonly findEnvironment: Finder<AwsEnvironment>;
  /** Null: nothing may be deleted there. */
  readonly findDeleter: Finder<SnapshotDeleter | null>;
} {
  return {
    findEnvironment: keepConnections(config, (settings, sessionName) =>
      createAwsEnvironment({ ...settings, sessionName }),
    ),
    // The only place that knows `deleteRoleArn`; what it builds can do nothing but delete.
    findDeleter: keepConnections(config, ({ deleteRoleArn, ...settings }, sessionName) =>
      deleteRoleArn === undefined
        ? null
        : createSnapshotDeleter({ ...settings, deleteRoleArn, sessionName }),
    ),
  };
}

/** Connections are kept per environment and person; the oldest go when there are too many. */
const MAX_KEPT = 200;

/** Calls under way keep their own reference, so a dropped one is not closed under them. */
function keepConnections<Connection>(
  { environments }: Config,
  connect: (settings: EnvironmentConfig, sessionName: string) => Connection,
): Finder<Connection> {
  const kept = new Map<string, Connection>();
  return (name, agentEmail) => {
    const key = `${name} ${agentEmail}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const settings = environments.find((environment) => environment.name === name);
    if (settings === undefined) throw new Error(`No environment is named ${name}.`);
    const connection = connect(settings, buildSessionName(agentEmail));
    const [oldest] = kept.keys();
    if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(key, connection);
    return connection;
  };
}
