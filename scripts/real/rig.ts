import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chownSync } from 'node:fs';
import { logger } from '@/lib/log/logger';
import { findServerUser } from '@/sandbox/postgres/os-user';
import type { Sandbox } from '@/sandbox/sandbox';
import { startSandbox } from '@/sandbox/start-sandbox';
import { createCertificates, type Certificates } from './certificates';
import { findPrograms } from './packages';
import { startPgBouncer, type Pooler } from './pgbouncer';
import { startPostgres, type RealPostgres } from './postgres';
import type { Tools } from './tools';

/** Everything the cases share: real servers, and stand-ins for Freshservice, EC2 and Slack. */
export type Rig = {
  readonly tools: Tools;
  readonly certificates: Certificates;
  readonly postgres: RealPostgres;
  readonly poolers: Readonly<Record<'session' | 'transaction', Pooler>>;
  readonly sandbox: Sandbox;
  /** Ended with the rig, last first. */
  readonly onClose: (stop: () => Promise<void>) => void;
  readonly close: () => Promise<void>;
};

export async function openRig(): Promise<Rig> {
  const programs = findPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-real-'));
  const user = findServerUser(folder);
  if (user) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o755);
  const tools: Tools = { folder, user, programs };
  const stops: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const stop of stops.toReversed()) await stop().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    logger.level = process.env['LOG_LEVEL'] ?? 'silent';
    const sandbox = await openSandbox();
    stops.push(sandbox.close);
    const certificates = createCertificates(programs.openssl, folder);
    const postgres = await startPostgres(tools, certificates);
    stops.push(postgres.stop);
    const session = await startPgBouncer(tools, postgres, 'session');
    stops.push(session.stop);
    const transaction = await startPgBouncer(tools, postgres, 'transaction');
    stops.push(transaction.stop);
    const poolers = { session, transaction };
    const onClose = (stop: () => Promise<void>) => void stops.push(stop);
    return { tools, certificates, postgres, poolers, sandbox, onClose, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openSandbox(): Promise<Sandbox> {
  const sandbox = await startSandbox({
    dataDir: '',
    appUrl: 'http://127.0.0.1:3000',
    include: ['freshservice', 'ec2', 'slack'],
    settings: { perVolumeIntervalMs: 0, snapshotDurationMs: 200, slackBurst: 1_000 },
  });
  // The SDK reads its addresses and keys from the process itself.
  for (const [name, value] of Object.entries(sandbox.environment)) {
    if (name.startsWith('AWS_')) process.env[name] = value;
  }
  return sandbox;
}
