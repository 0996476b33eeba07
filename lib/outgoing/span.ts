import { SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';

/** One call to another system, or piece of work, in a trace; nothing but the work where tracing is off. */
export function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
  kind: 'call' | 'work' = 'call',
): Promise<T> {
  const tracer = trace.getTracer('snapgate');
  const options = { kind: kind === 'call' ? SpanKind.CLIENT : SpanKind.INTERNAL, attributes };
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      // Never the message: it can hold what a ticket says.
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
      span.setStatus({ code: SpanStatusCode.ERROR, message: code });
      throw error;
    } finally {
      span.end();
    }
  });
}
