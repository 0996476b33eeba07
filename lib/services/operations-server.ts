import { createServer, type Server, type ServerResponse } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import type { Config } from '@/lib/config/config';
import { checkDatabase } from '@/lib/db/check-database';
import type { Freshservice } from '@/lib/freshservice/create-freshservice';
import type { Logger } from '@/lib/log/logger';
import type { Services } from './services';
import { isStopping } from './shutdown';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { releaseId } from '@/lib/config/release';
import type { Database } from '@/lib/db/client';
import { logger } from '@/lib/log/logger';
import { loadRecordMetrics } from '@/lib/run/record-metrics';

type Operations = Pick<Services, 'database'> & {
  readonly freshservice: Pick<Freshservice, 'rateLimit'>;
  readonly config: Pick<Config, 'operations'>;
};

/**
 * Ports of their own for those who watch: `/metrics` for Prometheus, `/live` and `/ready` where no
 * pages are served. Off unless their variables are set; people's browsers never reach them.
 */
export function startOperationsServer(services: Operations, log: Logger): () => void {
  const { metricsPort, metricsToken, healthPort } = services.config.operations;
  const servers: Server[] = [];
  if (healthPort !== null) {
    servers.push(
      listen(healthPort, log, {
        '/live': async (response) => sendJson(response, 200, 'live'),
        '/ready': async (response) => {
          const ready = !isStopping() && (await checkDatabase(services.database)) === null;
          sendJson(response, ready ? 200 : 503, ready ? 'ready' : 'not ready');
        },
      }),
    );
  }
  if (metricsPort !== null) {
    const metrics = createMetrics(services);
    servers.push(
      listen(metricsPort, log, {
        '/metrics': async (response, authorization) => {
          if (metricsToken !== null && !isToken(authorization, metricsToken)) {
            response.writeHead(401).end();
            return;
          }
          const text = await metrics.read();
          response.setHeader('content-type', metrics.contentType);
          response.end(text);
        },
      }),
    );
  }
  return () => {
    for (const server of servers) server.close().closeAllConnections();
  };
}

type Routes = Readonly<
  Record<string, (response: ServerResponse, authorization: string) => Promise<void>>
>;

function listen(port: number, log: Logger, routes: Routes): Server {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const answer = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
    if (request.method !== 'GET' || answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    answer(response, request.headers.authorization ?? '').catch((err: unknown) => {
      log.warn({ err, pathname }, 'could not answer a monitoring request');
      response.writeHead(500).end();
    });
  });
  server.on('error', (err) => log.error({ err, port }, 'could not listen on this port'));
  // It alone keeps no process alive.
  return server.listen(port).unref();
}

function sendJson(response: ServerResponse, status: number, word: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: word }));
}

function isToken(authorization: string, token: string): boolean {
  const [sent, wanted] = [Buffer.from(authorization), Buffer.from(`Bearer ${token}`)];
  return sent.length === wanted.length && timingSafeEqual(sent, wanted);
}

type Measured = {
  readonly database: Database;
  readonly freshservice: Pick<Freshservice, 'rateLimit'>;
};

type Metrics = {
  readonly contentType: string;
  /** In Prometheus's text format. */
  read(): Promise<string>;
};

/**
 * What Prometheus can ask one process. What the record says is the same in every process; pools,
 * memory and the event loop are each process's own. docs/monitoring has the alerts for it.
 */
function createMetrics({ database, freshservice }: Measured): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `snapgate_${name}`, help, labelNames, registers: [registry] });

  const build = gauge('build_info', 'Always 1: the release, and the version of Node.', [
    'release',
    'node',
  ]);
  build.set({ release: releaseId(), node: process.version }, 1);
  const readRecord = addRecordGauges(database, gauge);
  addProcessGauges({ database, freshservice }, registry);
  return {
    contentType: registry.contentType,
    async read() {
      await readRecord();
      return registry.metrics();
    },
  };
}

type MakeGauge = <Label extends string>(
  name: string,
  help: string,
  labelNames?: Label[],
) => Gauge<Label>;

/** Returns what fills them, once per scrape. */
function addRecordGauges({ readPool }: Database, gauge: MakeGauge): () => Promise<void> {
  const runs = gauge('runs', 'Runs by status.', ['status']);
  const pending = gauge('oldest_pending_step_seconds', 'Age of the oldest step not yet called.');
  const unknown = gauge('unknown_steps', 'Steps whose reply was lost and is being looked up.');
  const orphaned = gauge(
    'orphaned_snapshots',
    'Snapshots tagged with a run but missing from its record.',
  );
  const doubled = gauge('doubled_snapshots', 'Second snapshots of one step.');
  const slack = gauge('slack_lag_seconds', 'How late the oldest message to Slack is.');
  const ticket = gauge('ticket_lag_seconds', 'How late the oldest write to a ticket is.');
  const readable = gauge('record_readable', '1 when the record could be read for this scrape.');
  const readAll = async () => {
    const record = await loadRecordMetrics(readPool);
    for (const [status, count] of Object.entries(record.runs)) runs.set({ status }, count);
    pending.set(record.oldestPendingSeconds);
    unknown.set(record.unknownSteps);
    orphaned.set(record.orphanedSnapshots);
    doubled.set(record.doubledSnapshots);
    slack.set(record.slackLagSeconds);
    ticket.set(record.ticketLagSeconds);
    readable.set(1);
  };
  return () =>
    readAll().catch((err: unknown) => {
      readable.set(0);
      logger.warn({ err }, 'could not read the record for the metrics');
    });
}

function addProcessGauges({ database, freshservice }: Measured, registry: Registry): void {
  const pools = { runs: database.pool, reads: database.readPool, exports: database.exportPool };
  registry.registerMetric(
    new Gauge({
      name: 'snapgate_pool_connections',
      help: 'Connections to PostgreSQL by pool and state.',
      labelNames: ['pool', 'state'],
      registers: [],
      collect() {
        for (const [pool, { totalCount, idleCount, waitingCount }] of Object.entries(pools)) {
          this.set({ pool, state: 'busy' }, totalCount - idleCount);
          this.set({ pool, state: 'idle' }, idleCount);
          this.set({ pool, state: 'waiting' }, waitingCount);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'snapgate_freshservice_calls_left',
      help: 'Freshservice calls left this minute, as last reported; absent until reported.',
      registers: [],
      collect() {
        this.reset();
        const limit = freshservice.rateLimit();
        if (limit === null) this.remove();
        else this.set(limit.remaining);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'snapgate_stopping',
      help: '1 while this process is shutting down.',
      registers: [],
      collect() {
        this.set(isStopping() ? 1 : 0);
      },
    }),
  );
}
