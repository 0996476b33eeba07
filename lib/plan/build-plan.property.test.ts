import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildPlan, type PlanInput } from './build-plan';
import type { Plan } from './plan';
import {
  buildInput,
  buildInstance,
  buildInventory,
  buildSnapshot,
  buildTask,
} from '@/testing/plan-input';

/** A plan has four tasks on average: as many descriptions as `npm run test:million` is named for. */
const numRuns = Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 2_000) / 4);
const timeout = Math.max(60_000, numRuns * 10);

const title = fc.constantFrom(
  'snap: web-01',
  'snap: 10.0.0.2',
  'snapshots',
  'snap:',
  'snap',
  'Patch',
);
const html = fc.constantFrom(
  ...[
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.3',
    '10.0.0.9',
    '10.0.0.256',
    '10.0.0.1; web-02',
    'web-03',
    '',
  ],
);
const tasks = fc
  .array(fc.record({ title, html, status: fc.constantFrom(1, 2, 3), deleted: fc.boolean() }), {
    maxLength: 8,
  })
  .map((rows) =>
    rows.map((row, index) => {
      const task = buildTask(index + 95, row.title, row.html);
      return { ...task, status: row.status, deleted: row.deleted && row.status === 2 };
    }),
  );
const instances = fc
  .array(
    fc.record({
      n: fc.integer({ min: 1, max: 4 }),
      state: fc.constantFrom('running', 'running', 'stopped', 'terminated'),
      address: fc.integer({ min: 1, max: 4 }),
      rootVolumeId: fc.constantFrom('vol-1', 'vol-2', 'vol-3', null),
    }),
    { maxLength: 4 },
  )
  .map((rows) =>
    rows.map(({ n, state, address, rootVolumeId }) =>
      buildInstance(n, { state, primaryAddress: `10.0.0.${address}`, rootVolumeId }),
    ),
  );
const input = fc.record({ tasks, eu: instances, us: instances }).map(({ tasks: some, eu, us }) =>
  buildInput({
    tasks: some,
    environmentChoice: 'all',
    inventories: [
      buildInventory(eu, { snapshots: [buildSnapshot({ state: 'pending' })] }),
      buildInventory(us, { environment: 'prod-us' }),
    ],
  }),
);
const shuffled = input.chain((one) =>
  fc
    .record({ tasks: shuffle(one.tasks), inventories: shuffle(one.inventories) })
    .map((other): [PlanInput, PlanInput] => [one, { ...one, ...other }]),
);

function shuffle<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

/** Everything the plan says, without the order in which it says it. */
function summarize(plan: Plan): unknown {
  const byKey = <T>(items: readonly T[], read: (item: T) => string): object =>
    Object.fromEntries(items.map((item) => [read(item), item]));
  return {
    verdicts: Object.fromEntries(
      plan.tasks.map(({ taskId, verdict }) => [
        taskId,
        verdict.kind === 'ready' ? verdict.stepKeys.toSorted() : verdict,
      ]),
    ),
    steps: byKey(plan.steps, ({ key }) => key),
    findings: byKey(plan.findings, ({ key }) => key),
    totals: plan.totals,
    executable: plan.executable,
    fingerprint: plan.fingerprint,
  };
}

describe('whatever a ticket and its environments hold', () => {
  it('gets the same verdicts and the same fingerprint in any order', { timeout }, () => {
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const [a, b] = [buildPlan(one), buildPlan(other)].map(summarize);
        expect(b).toEqual(a);
      }),
      { numRuns },
    );
  });

  it(
    'gives every task a verdict, every blocked task a reason, every finding its own key',
    { timeout },
    () => {
      fc.assert(
        fc.property(input, (one) => {
          const plan = buildPlan(one);
          expect(plan.tasks.map(({ taskId }) => taskId)).toEqual(one.tasks.map(({ id }) => id));
          const keys = plan.findings.map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
          const reasons = new Set(
            plan.findings
              .filter(({ severity }) => severity === 'block')
              .flatMap(({ taskIds }) => taskIds),
          );
          for (const { taskId, verdict } of plan.tasks) {
            expect(verdict.kind === 'blocked').toBe(reasons.has(taskId));
            if (verdict.kind === 'ready') expect(verdict.stepKeys.length).toBeGreaterThan(0);
          }
          expect(plan.executable && reasons.size > 0).toBe(false);
        }),
        { numRuns },
      );
    },
  );

  it(
    'has a fingerprint that does not know the time, the agent or the age of a snapshot',
    { timeout },
    () => {
      fc.assert(
        fc.property(
          input,
          fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
          (one, now) => {
            const later = buildPlan({
              ...one,
              now,
              agentEmail: 'paul@example.com',
              timeZone: 'Asia/Tokyo',
            });
            expect(later.fingerprint).toBe(buildPlan(one).fingerprint);
          },
        ),
        { numRuns },
      );
    },
  );
});
