/** Next calls this once when the server starts: the worker runs in the same process. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE !== undefined) return;
  const { startTracing } = await import('@/lib/services/tracing');
  await startTracing();
  const { startBackground } = await import('@/lib/services/start-background');
  const { getConfig } = await import('@/lib/config/get-config');
  startBackground(getConfig());
  const { warmCaches } = await import('@/lib/services/warm-caches');
  warmCaches();
}
