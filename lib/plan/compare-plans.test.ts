import { describe, expect, it } from 'vitest';

import { buildPlan, type PlanInput } from './build-plan';
import { comparePlans } from './compare-plans';
import {
  buildInput,
  buildInstance,
  buildInventory,
  buildSnapshot,
  buildTask,
} from '@/testing/plan-input';

function compare(before: Partial<PlanInput>, after: Partial<PlanInput>): string[][] {
  const differences = comparePlans(buildPlan(buildInput(before)), buildPlan(buildInput(after)));
  return differences.map(({ kind, before: was, after: is }) => [kind, was ?? '', is ?? '']);
}

const TASK = buildTask(1001, 'snap: web-01', '10.0.0.1');
const NEXT = buildTask(1002, 'snap: web-02', '10.0.0.2');

describe('what changed between two plans', () => {
  it('is nothing while only time passes', () => {
    expect(compare({}, { now: new Date('2026-11-23T04:00:00Z') })).toEqual([]);
  });

  it.each<
    [what: string, before: Partial<PlanInput>, after: Partial<PlanInput>, differences: string[][]]
  >([
    [
      'a task was added',
      { tasks: [TASK] },
      { tasks: [TASK, NEXT] },
      [
        ['task-added', '', 'snap: web-02\n10.0.0.2'],
        ['step-added', '', 'web-02 (10.0.0.2), i-2, vol-2'],
      ],
    ],
    [
      'a task was removed',
      { tasks: [TASK, NEXT] },
      { tasks: [TASK] },
      [
        ['task-removed', 'snap: web-02\n10.0.0.2', ''],
        ['step-removed', 'web-02 (10.0.0.2), i-2, vol-2', ''],
      ],
    ],
    [
      'a task was edited to mean another server',
      { tasks: [TASK] },
      { tasks: [{ ...NEXT, id: '1001' }] },
      [
        ['task-edited', 'snap: web-01\n10.0.0.1', 'snap: web-02\n10.0.0.2'],
        ['step-removed', 'web-01 (10.0.0.1), i-1, vol-1', ''],
        ['step-added', '', 'web-02 (10.0.0.2), i-2, vol-2'],
      ],
    ],
    [
      'a task was completed',
      { tasks: [TASK, NEXT] },
      { tasks: [TASK, { ...NEXT, status: 3 }] },
      [
        ['task-edited', 'snap: web-02\n10.0.0.2', 'snap: web-02'],
        ['step-removed', 'web-02 (10.0.0.2), i-2, vol-2', ''],
      ],
    ],
    [
      'the instance was replaced',
      {},
      {
        inventories: [
          buildInventory([buildInstance(9, { nameTag: 'web-01', primaryAddress: '10.0.0.1' })]),
        ],
      },
      [['instance-replaced', 'i-1', 'i-9']],
    ],
    [
      'the root volume was replaced',
      {},
      { inventories: [buildInventory([buildInstance(1, { rootVolumeId: 'vol-9' })])] },
      [['volume-changed', 'vol-1', 'vol-9']],
    ],
    [
      'the root volume was made larger',
      {},
      {
        inventories: [
          buildInventory([buildInstance(1)], {
            volumes: [{ volumeId: 'vol-1', sizeGib: 50, encrypted: true, state: 'in-use' }],
          }),
        ],
      },
      [['volume-resized', '8 GiB', '50 GiB']],
    ],
    [
      'the instance stopped and got another Name tag',
      {},
      {
        inventories: [buildInventory([buildInstance(1, { state: 'stopped', nameTag: 'WEB-01' })])],
      },
      [
        ['instance-state-changed', 'running', 'stopped'],
        ['name-tag-changed', 'web-01', 'WEB-01'],
      ],
    ],
    [
      'the tags of an environment changed',
      {},
      {
        inventories: [
          buildInventory([buildInstance(1)], { extraTags: [{ key: 'CostCenter', value: '42' }] }),
        ],
      },
      [
        [
          'environment-changed',
          'account 111111111111, eu-central-1, reachable',
          'account 111111111111, eu-central-1, reachable, tags CostCenter=42',
        ],
      ],
    ],
    [
      'an environment lets its snapshots expire',
      {},
      { inventories: [buildInventory([buildInstance(1)], { keepDays: 30 })] },
      [
        [
          'environment-changed',
          'account 111111111111, eu-central-1, reachable',
          'account 111111111111, eu-central-1, reachable, snapshots expire after 30 days',
        ],
      ],
    ],
    [
      'the address moved',
      { tasks: [buildTask(1, 'snapshots', 'web-01')] },
      {
        tasks: [buildTask(1, 'snapshots', 'web-01')],
        inventories: [buildInventory([buildInstance(1, { primaryAddress: '10.0.0.7' })])],
      },
      [['address-moved', '10.0.0.1', '10.0.0.7']],
    ],
    [
      'another account answers to the name',
      {},
      { inventories: [buildInventory([buildInstance(1)], { accountId: '222222222222' })] },
      [
        [
          'environment-changed',
          'account 111111111111, eu-central-1, reachable',
          'account 222222222222, eu-central-1, reachable',
        ],
        [
          'environment-moved',
          'prod-eu (account 111111111111, eu-central-1)',
          'prod-eu (account 222222222222, eu-central-1)',
        ],
      ],
    ],
    [
      'a warning appeared',
      {},
      {
        inventories: [
          buildInventory([buildInstance(1)], { snapshots: [buildSnapshot({ state: 'pending' })] }),
        ],
      },
      [
        [
          'finding-added',
          '',
          'web-01, vol-1: a snapshot is still pending (snap-1, the newest started 2026-11-01 00:00 UTC).',
        ],
      ],
    ],
  ])('%s', (_, before, after, differences) => {
    expect(compare(before, after)).toEqual(differences);
  });

  it('shows a warning that says something else now under the same key', () => {
    const named = (nameTag: string): Partial<PlanInput> => ({
      inventories: [buildInventory([buildInstance(1, { nameTag })])],
    });
    expect(compare(named('db-01'), named('db-02')).map(([kind]) => kind)).toEqual([
      'name-tag-changed',
      'finding-changed',
    ]);
  });

  it('says when a server that was ready is not there any more', () => {
    const kinds = compare({}, { inventories: [buildInventory([])] }).map(([kind]) => kind);
    expect(kinds).toEqual(['verdict-changed', 'step-removed', 'finding-added']);
  });

  it('puts every difference into a sentence', () => {
    const replaced = buildInstance(9, { nameTag: 'web-01', primaryAddress: '10.0.0.1' });
    const after = buildPlan(buildInput({ inventories: [buildInventory([replaced])] }));
    expect(comparePlans(buildPlan(buildInput()), after)).toMatchObject([
      { taskId: '1001', message: 'Task 1001: the instance of web-01 is now i-9; it was i-1.' },
    ]);
  });
});
