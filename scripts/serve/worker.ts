import { requireConfig } from '../stack/require-config';

/** `npm run worker`: carries out runs, follows snapshots and tells Slack, without serving pages. */
requireConfig();
const { startTracing } = await import('@/lib/services/tracing');
await startTracing();
const { startBackground } = await import('@/lib/services/start-background');
startBackground({ shutdownDelayMs: 0 });
