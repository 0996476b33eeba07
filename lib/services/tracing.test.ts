import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { startTestServices } from '@/testing/test-services';
import { isTracingOn, startTracing, stopTracing } from './tracing';

afterEach(() => void vi.unstubAllEnvs());

/** A collector that keeps what it is sent; protobuf leaves texts as they are. */
async function openCollector() {
  const received: string[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push(
        `${request.url} ${String(request.headers['x-key'])} ${body.toString('latin1')}`,
      );
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

test(
  'with OTEL_* a collector hears of a run and its calls, under the service’s name',
  { timeout: 60_000 },
  async () => {
    const collector = await openCollector();
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key=secret-of-the-collector');
    vi.stubEnv('OTEL_SERVICE_NAME', 'snapgate-staging');
    await startTracing();
    const services = await startTestServices();
    services.work();
    const runId = await services.start('CHN-7303');
    await services.waitForRun(runId);
    await stopTracing();
    const text = collector.received.join('\n');
    expect(text).toMatch(/^\/v1\/traces secret-of-the-collector /);
    for (const name of [
      'snapgate-staging',
      'EC2 DescribeInstances',
      'EC2 CreateSnapshot',
      'Freshservice GET',
      'execute run',
      runId,
    ]) {
      expect(text).toContain(name);
    }
  },
);

test.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318/v1/traces' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
])('%j: tracing is on: %s', (variables, on) => {
  expect(isTracingOn(variables)).toBe(on);
});
