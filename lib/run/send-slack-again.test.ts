import { v7 as createId } from 'uuid';
import { expect, test } from 'vitest';
import { OLGA, startTestServices } from '@/testing/test-services';
import { sendSlackAgain } from './send-slack-again';

test('a final refusal of the first post is not retried, and is sent again when a person asks', async () => {
  const services = await startTestServices();
  services.sandbox.faults.add({
    system: 'slack',
    operation: 'chat.postMessage',
    effect: { kind: 'error', code: 'channel_not_found' },
  });
  services.work();
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId);
  expect(run).toMatchObject({
    status: 'succeeded',
    slackStatus: 'failed',
    slackGaveUp: true,
    slackError: 'Slack refused the message: channel_not_found.',
  });
  // Once after the run, and once with the final states of its snapshots.
  const refused = services.sandbox.calls.count({ operation: 'chat.postMessage' });
  expect(refused).toBeLessThanOrEqual(2);

  services.sandbox.faults.clear();
  await sendSlackAgain(services.database, runId, OLGA);
  await sendSlackAgain(services.database, runId, OLGA);
  const sent = await services.waitForRun(runId, ({ slackStatus }) => slackStatus === 'sent');
  expect(sent).toMatchObject({ slackError: null, slackGaveUp: false });
  expect(services.sandbox.slack.messages.list()).toHaveLength(1);
  const codes = await services.eventCodes(runId);
  expect(codes.slice(-2)).toEqual(['slack-send-requested', 'slack-sent']);
  await expect(sendSlackAgain(services.database, createId(), OLGA)).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a message that was posted is sent again as a new one, and stays posted if that fails', async () => {
  const services = await startTestServices();
  services.sandbox.faults.add({
    system: 'slack',
    operation: 'chat.update',
    effect: { kind: 'error', code: 'message_not_found' },
  });
  services.work();
  const runId = await services.start('CHN-7303');
  const posted = await services.waitForRun(runId);
  expect(posted).toMatchObject({ slackStatus: 'sent', slackGaveUp: true });

  services.sandbox.faults.add({
    system: 'slack',
    operation: 'chat.postMessage',
    effect: { kind: 'error', code: 'missing_scope' },
  });
  await sendSlackAgain(services.database, runId, OLGA);
  const run = await services.waitForRun(runId, ({ slackGaveUp }) => slackGaveUp);
  expect(run).toMatchObject({ slackStatus: 'sent', slackPermalink: posted.slackPermalink });
});
