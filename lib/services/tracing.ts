import { releaseId } from '@/lib/config/release';

type Variables = Readonly<Record<string, string | undefined>>;

let provider: { shutdown(): Promise<void> } | null = null;

/** Whether OpenTelemetry's own variables name a collector for traces. */
export function isTracingOn(variables: Variables): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = variables;
  if (variables['OTEL_SDK_DISABLED'] === 'true') return false;
  if (variables['OTEL_TRACES_EXPORTER'] === 'none') return false;
  return Boolean(OTEL_EXPORTER_OTLP_ENDPOINT ?? OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}

/**
 * Sends spans to a collector by OTLP over HTTP: Next's own of requests, pages and actions, and ours
 * of runs and of calls to Freshservice, AWS and Slack. Endpoint, headers, sampling and resource come
 * from the `OTEL_*` variables. Without them nothing of it is even loaded.
 */
export async function startTracing(variables: Variables = process.env): Promise<void> {
  if (!isTracingOn(variables) || provider !== null) return;
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
    ]);
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  const own = { 'service.name': 'snapgate', 'service.version': releaseId() };
  const tracer = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes(own))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  tracer.register();
  provider = tracer;
}

/** Sends what is left. */
export async function stopTracing(): Promise<void> {
  await provider?.shutdown().catch(() => undefined);
  provider = null;
}
