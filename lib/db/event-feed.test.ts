import { expect, onTestFinished, test, vi } from 'vitest';
import { logger } from '@/lib/log/logger';
import { startTestServices, type TestServices } from '@/testing/test-services';
import { followEvents, type StoredEvent } from './event-feed';

function follow({ variables }: TestServices) {
  const told: StoredEvent[] = [];
  const stop = followEvents(variables['DATABASE_URL'] ?? '', {
    onEvent: (event) => void told.push(event),
    log: logger,
    retryMs: 50,
  });
  onTestFinished(stop);
  return { told, stop };
}

const listCodes = (told: readonly StoredEvent[], runId: string) =>
  told.filter((event) => event.runId === runId).map(({ code }) => code);

/** Two runs on a machine that may be busy. */
const LIMIT = { timeout: 60_000 };

test(
  'one of two processes tells of every event once and in order, and the other takes over',
  LIMIT,
  async () => {
    const services = await startTestServices();
    const followers = [follow(services), follow(services)];
    services.work();
    const first = await services.start('CHN-7303');
    await services.waitForRun(first);
    const codes = await services.eventCodes(first);
    const tellers = () => followers.filter(({ told }) => listCodes(told, first).length > 0);
    await vi.waitFor(() => {
      expect(tellers().map(({ told }) => listCodes(told, first))).toEqual([codes]);
    });
    expect(tellers()[0]?.told[0]).toMatchObject({
      runId: first,
      seq: 1,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });

    const [teller] = tellers();
    await teller?.stop();
    const [other] = followers.filter((one) => one !== teller);
    const second = await services.start('CHN-7337');
    await services.waitForRun(second);
    const later = await services.eventCodes(second);
    await vi.waitFor(() => expect(listCodes(other?.told ?? [], second)).toEqual(later));
  },
);
