import { expect, test } from 'vitest';
import { startTestServices } from '@/testing/test-services';
import { retryPauseMs } from './retry-pause';

test('sixty attempts take hours, also when Slack asks for a second each time', () => {
  const sumMs = (retryAfterMs: number | null) =>
    Array.from({ length: 60 }, (_, index) => retryPauseMs(index + 1, retryAfterMs)).reduce(
      (sum, pause) => sum + pause,
    );
  expect(sumMs(1_000)).toBeGreaterThan(4 * 3_600_000);
  expect(sumMs(null)).toBe(sumMs(1_000));
  expect(retryPauseMs(1, 3_600_000)).toBe(3_600_000);
});

test('a refused update of a posted message never turns it into one that was not sent', async () => {
  const services = await startTestServices();
  services.sandbox.faults.add({
    system: 'slack',
    operation: 'chat.update',
    effect: { kind: 'error', code: 'cant_update_message' },
  });
  services.work();
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId, ({ slackError }) => slackError !== null);
  expect(run.slackStatus).toBe('sent');
  expect(run.slackPermalink).not.toBeNull();
  const codes = await services.eventCodes(runId);
  expect(codes.filter((code) => code.startsWith('slack-'))).toEqual([
    'slack-sent',
    'slack-not-sent',
  ]);
});
