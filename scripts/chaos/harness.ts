import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '@/sandbox/sandbox';
import { startSandbox } from '@/sandbox/start-sandbox';
import type { SandboxSettings } from '@/sandbox/server/settings';
import { createStopList } from '@/scripts/stack/stop-all';
import { createOperator, type Operator } from './operator';
import { startOwnPostgres, type OwnPostgres } from './own-postgres';
import { buildProductEnvironment, type Variables } from './product-environment';

export type Harness = {
  readonly folder: string;
  readonly postgres: OwnPostgres;
  readonly sandbox: Sandbox;
  readonly operator: Operator;
  /** Of every product process here. */
  readonly environment: NodeJS.ProcessEnv;
  /** Ends this, too, before the harness itself, whatever happens. */
  readonly onClose: (stop: () => Promise<void>) => void;
  readonly close: () => Promise<void>;
};

/**
 * EC2's 15 s between snapshots of one volume are off: they would hide duplicates for a while. The
 * token buckets are EC2's own.
 */
const SETTINGS: Partial<SandboxSettings> = {
  perVolumeIntervalMs: 0,
  snapshotDurationMs: 500,
  slackBurst: 1_000,
  freshserviceCallsPerMinute: 100_000,
};

/** A PostgreSQL and stand-ins of its own, and a person who can press Execute. */
export async function openHarness(folder: string, variables: Variables = {}): Promise<Harness> {
  mkdirSync(folder, { recursive: true });
  const stops = createStopList();
  try {
    const postgres = await startOwnPostgres(join(folder, 'postgres'));
    stops.add(postgres.stop);
    const sandbox = await startSandbox({
      dataDir: '',
      appUrl: 'http://127.0.0.1:3000',
      include: ['freshservice', 'ec2', 'slack'],
      settings: SETTINGS,
    });
    stops.add(sandbox.close);
    const environment = buildProductEnvironment(sandbox, postgres.url, variables);
    const operator = createOperator(environment);
    stops.add(operator.close);
    const { add: onClose, stopAll: close } = stops;
    return { folder, postgres, sandbox, operator, environment, onClose, close };
  } catch (error) {
    await stops.stopAll();
    throw error;
  }
}
