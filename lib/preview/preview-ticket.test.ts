import { expect, test } from 'vitest';
import { createFreshservice } from '@/lib/freshservice/create-freshservice';
import { startTestServices } from '@/testing/test-services';
import { SAMPLES } from '@/sandbox/samples/sample-tickets';

/** Environments that always fail; they are configured only for the tickets that show them. */
const FAILING: readonly string[] = ['locked', 'untagged', 'organization', 'tag-policy', 'dark'];

const UNUSABLE_VOLUME = 'CHN-7323';

test('an unusable volume is not taken for a missing permission', async () => {
  const services = await startTestServices();
  const plan = await services.preview(UNUSABLE_VOLUME);
  expect(plan.findings.map(({ code }) => code)).toEqual(['volume-unusable']);
});

test('every sample ticket shows exactly the findings that it is there to show', async () => {
  const services = await startTestServices();
  services.sandbox.settings.throttleEc2 = false;
  const samples = SAMPLES.filter(({ environment = 'prod-eu' }) => !FAILING.includes(environment));
  for (const { reference, environment, shows } of samples) {
    const plan = await services.preview(reference, environment ?? 'prod-eu');
    const codes = [...new Set(plan.findings.map(({ code }) => code))];
    expect([reference, codes.toSorted()]).toEqual([reference, shows.toSorted()]);
    const blocked = plan.findings.some(({ severity }) => severity === 'block');
    expect([reference, plan.executable]).toEqual([reference, !blocked && plan.steps.length > 0]);
  }
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
});

test.each(SAMPLES.filter(({ environment }) => FAILING.includes(environment ?? 'prod-eu')))(
  '$reference shows that its environment $environment cannot be used',
  async ({ reference, environment = 'all', shows }) => {
    const services = await startTestServices({
      awsEnvironments: environment === 'all' ? [] : [environment],
    });
    const plan = await services.preview(reference, environment);
    expect([...new Set(plan.findings.map(({ code }) => code))]).toEqual(shows);
    expect(plan.executable).toBe(false);
  },
);

test('65 tasks need at most two instance lookups, and the last page is read', async () => {
  const services = await startTestServices();
  const plan = await services.preview('CHN-7308');
  expect(plan.totals.snapshots).toBe(65);
  expect(plan.steps.map(({ serverName }) => serverName)).toContain('fleet-65');
  expect(services.sandbox.calls.count({ operation: 'DescribeInstances' })).toBeLessThanOrEqual(2);
});

test('a preview changes nothing: it only reads and asks whether it would be allowed', async () => {
  const services = await startTestServices();
  await services.preview('CHN-7303', 'all');
  const operations = services.sandbox.calls.list().map(({ operation }) => operation);
  const reads = /^(Describe|Get|List|AssumeRole)|\.DryRun$/;
  expect(operations.filter((operation) => !reads.test(operation))).toEqual([]);
});

test('the fingerprint does not depend on when it was looked up', async () => {
  const services = await startTestServices();
  const first = await services.preview('CHN-7303');
  services.sandbox.clock.advance(60_000);
  expect((await services.preview('CHN-7303')).fingerprint).toBe(first.fingerprint);
});

test('an unknown environment is named, and no one is asked', async () => {
  const services = await startTestServices();
  await expect(services.preview('CHN-7303', 'moon')).rejects.toMatchObject({
    code: 'environment-unknown',
    hint: 'Choose one of: prod-eu, prod-us, all.',
  });
  expect(services.sandbox.calls.list()).toEqual([]);
});

test('what is no ticket is answered with the accepted forms, and no one is asked', async () => {
  const services = await startTestServices();
  expect(() => services.preview('hello')).toThrow(
    expect.objectContaining({ code: 'reference-unreadable' }),
  );
  expect(services.sandbox.calls.list()).toEqual([]);
});

const FAILURES = [
  ['401', { kind: 'error', status: 401 }, 'freshservice-unauthorized'],
  ['404', { kind: 'error', status: 404 }, 'ticket-not-found'],
  ['429', { kind: 'error', status: 429, retryAfterSeconds: 60 }, 'freshservice-rate-limited'],
  ['500', { kind: 'error', status: 500 }, 'freshservice-unavailable'],
  ['a page of HTML', { kind: 'not-json' }, 'freshservice-unreadable'],
  ['a cut connection', { kind: 'cut' }, 'freshservice-unreachable'],
] as const;

test.each(FAILURES)(
  'Freshservice answering with %s has an error of its own',
  async (_, effect, code) => {
    const services = await startTestServices();
    services.sandbox.faults.add({ system: 'freshservice', effect });
    await expect(services.preview('CHN-7303')).rejects.toMatchObject({ code });
  },
);

test('Freshservice not answering at all is told after its time limit', async () => {
  const services = await startTestServices();
  services.sandbox.faults.add({ system: 'freshservice', effect: { kind: 'hang' } });
  const impatient = createFreshservice({
    ...services.config.freshservice,
    timeoutMs: 100,
    retryDelayMs: 1,
  });
  await expect(impatient.fetchTicket({ kind: 'CHN', number: 7303 })).rejects.toMatchObject({
    code: 'freshservice-unreachable',
  });
});

test('a ticket that Freshservice does not have says so', async () => {
  const services = await startTestServices();
  await expect(services.preview('CHN-999999')).rejects.toMatchObject({ code: 'ticket-not-found' });
});

test('one ticket has one name, whichever it is asked by: its own type decides', async () => {
  const services = await startTestServices();
  const link = `${new URL(services.config.freshservice.url).origin}/a/tickets/4712`;
  const plans = await Promise.all(
    ['SR-4712', 'INC-4712', link].map((ref) => services.preview(ref)),
  );
  expect(plans.map(({ ticket }) => ticket.reference)).toEqual(['SR-4712', 'SR-4712', 'SR-4712']);
  expect(new Set(plans.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect((await services.preview('SR-4711')).ticket.reference).toBe('INC-4711');
});
