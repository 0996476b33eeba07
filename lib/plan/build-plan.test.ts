import { describe, expect, it } from 'vitest';

import { buildPlan, type PlanInput } from './build-plan';
import type { Instance } from './inventory';
import { listLookups } from './index-inventory';
import { findingTopic, listRequiredAcknowledgements } from './approve-plan';
import { DEFAULT_POLICY } from './policy-findings';
import {
  buildInput,
  buildInstance,
  buildInventory,
  buildSnapshot,
  buildTask,
  buildTicket,
} from '@/testing/plan-input';

/** The environments of the tests that need two. */
const EU = [buildInstance(1), buildInstance(2)];
const US = { environment: 'prod-us', region: 'us-east-1', accountId: '222222222222' };
const DOWN = {
  code: 'environment-unreachable',
  message: 'EC2 did not answer in time.',
  hint: 'Try again.',
} as const;

function findings(overrides: Partial<PlanInput>): readonly string[] {
  return buildPlan(buildInput(overrides)).findings.map(
    ({ severity, key }) => `${severity} ${findingTopic(key)}`,
  );
}

describe('a plan for good tasks', () => {
  it('shows everything a person needs to check before Execute', () => {
    const plan = buildPlan(buildInput());
    expect(plan.steps).toEqual([
      {
        key: 'prod-eu/vol-1',
        taskIds: ['1001'],
        serverName: 'web-01',
        ipAddress: '10.0.0.1',
        environment: 'prod-eu',
        accountId: '111111111111',
        region: 'eu-central-1',
        instanceId: 'i-1',
        nameTag: 'web-01',
        instanceState: 'running',
        rootDeviceName: '/dev/xvda',
        volumeId: 'vol-1',
        volumeSizeGib: 8,
        encrypted: true,
        availabilityZone: null,
        volumeType: null,
        lastSnapshotAt: null,
        usualDurationMs: null,
        tags: [
          { key: 'Name', value: '20261123_web-01_snapshot' },
          { key: 'CreatorName', value: 'olga@example.com' },
          { key: 'Ticket', value: 'CHN-7303' },
        ],
        description: 'Snapshot of web-01 (vol-1) before CHN-7303, requested by olga@example.com',
      },
    ]);
    expect(plan).toMatchObject({
      findings: [],
      totals: { snapshots: 1, sizeGib: 8 },
      executable: true,
      readAt: '2026-11-23T03:00:00.000Z',
      environments: [{ name: 'prod-eu', reachable: true, accountId: '111111111111' }],
    });
  });

  it('gives every task one verdict, in the order of Freshservice', () => {
    const tasks = [
      buildTask(5, 'Patch web-01', 'reboot'),
      { ...buildTask(4, 'snap: web-01', '10.0.0.1'), status: 3 },
      buildTask(3, 'snap: web-01', '10.0.0.1'),
      { ...buildTask(2, 'snap: web-02', '10.0.0.2'), deleted: true },
      buildTask(1, 'snap: web-09', '10.0.0.9'),
    ];
    expect(
      buildPlan(buildInput({ tasks })).tasks.map((task) => [task.taskId, task.verdict]),
    ).toEqual([
      ['5', { kind: 'ignored' }],
      ['4', { kind: 'skipped', reason: 'completed' }],
      ['3', { kind: 'ready', stepKeys: ['prod-eu/vol-1'] }],
      ['2', { kind: 'skipped', reason: 'deleted' }],
      ['1', { kind: 'blocked' }],
    ]);
  });

  it.each<[title: string, html: string, syntax: string, names: string[]]>([
    ['snap: web-01', '10.0.0.1', 'name-and-address', ['web-01']],
    ['snap: 10.0.0.2', 'x', 'address-in-title', ['web-02']],
    ['snapshots', 'web-03; 10.0.0.1', 'list', ['web-03', 'web-01']],
  ])('understands %j with %j and says it was %s', (title, html, syntax, names) => {
    const plan = buildPlan(buildInput({ tasks: [buildTask(1, title, html)] }));
    expect(plan.steps.map(({ serverName }) => serverName)).toEqual(names);
    expect(plan.tasks).toMatchObject([{ syntax, verdict: { kind: 'ready' } }]);
    expect(plan.findings).toEqual([]);
  });

  it('does not execute a ticket without a snapshot task, and finds nothing wrong with it', () => {
    const plan = buildPlan(buildInput({ tasks: [buildTask(1, 'Patch', null)] }));
    expect(plan).toMatchObject({ executable: false, steps: [], findings: [] });
    expect(buildPlan(buildInput({ tasks: [] })).executable).toBe(false);
  });

  it('never passes in silence over a title that nearly asks, and shows the form to use', () => {
    const tasks = [
      buildTask(1, 'snap: web-01', '10.0.0.1'),
      buildTask(2, '[PROD] Snap: web-02', '10.0.0.2'),
    ];
    const plan = buildPlan(buildInput({ tasks }));
    expect(plan.executable).toBe(true);
    expect(listRequiredAcknowledgements(plan).map(findingTopic)).toEqual(['title-near-miss:2']);
    expect(plan.findings).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining('[PROD] Snap: web-02'),
        hint: expect.stringContaining('“snap: web-02”'),
        taskIds: ['2'],
      },
    ]);
    expect(plan.tasks[1]?.verdict).toEqual({ kind: 'near-miss' });
  });

  it.each(['deleted', 'spam'] as const)('a %s ticket blocks, and no role lifts it', (discarded) => {
    const plan = buildPlan(buildInput({ ticket: buildTicket({ discarded }) }));
    expect(plan.executable).toBe(false);
    expect(plan.findings).toMatchObject([
      { code: `ticket-${discarded}`, severity: 'block', overridable: false },
    ]);
  });

  it('warns of every field of Freshservice that was not understood', () => {
    const ticket = buildTicket({ unknownFields: [{ field: 'status', found: 'Parked' }] });
    const task = {
      ...buildTask(1, 'snap: web-01', '10.0.0.1'),
      status: -1,
      unknownFields: [{ field: 'status', found: 'Done' }],
    };
    const other = { ...task, id: '2', title: 'Patch' };
    const plan = buildPlan(buildInput({ ticket, tasks: [task, other] }));
    expect(plan.steps).toHaveLength(1);
    expect(listRequiredAcknowledgements(plan).map(findingTopic)).toEqual([
      'ticket-field-unknown:CHN-7303:status',
      'ticket-field-unknown:1:status',
    ]);
    expect(plan.findings[1]?.message).toContain('“Done”');
  });

  it('gives each snapshot the tags that its environment adds, and binds them', () => {
    const extraTags = [{ key: 'CostCenter', value: '4711' }];
    const plain = buildPlan(buildInput());
    const inventories = [buildInventory([buildInstance(1)], { extraTags })];
    const tagged = buildPlan(buildInput({ inventories }));
    expect(tagged.steps[0]?.tags.map(({ key }) => key)).toEqual([
      'Name',
      'CreatorName',
      'Ticket',
      'CostCenter',
    ]);
    expect(tagged.environments[0]?.extraTags).toEqual(extraTags);
    expect(tagged.fingerprint).not.toBe(plain.fingerprint);
  });

  it('gives each snapshot the date on which it expires, and binds the number of days', () => {
    const expiring = (keepDays: number) =>
      buildPlan(
        buildInput({
          inventories: [buildInventory([buildInstance(1)], { keepDays })],
          now: new Date('2026-12-05T23:30:00Z'),
        }),
      );
    expect(expiring(30).steps[0]?.tags.at(-1)).toEqual({
      key: 'snapgate:expires',
      value: '2027-01-05',
    });
    expect(expiring(30).fingerprint).not.toBe(expiring(31).fingerprint);
    expect(expiring(30).environments[0]?.keepDays).toBe(30);
  });

  it.each<[what: string, overrides: Partial<Instance>, message: string, hint: string]>([
    [
      'an instance store',
      { rootDeviceType: 'instance-store', mappedDevices: [] },
      'which has no EBS root volume',
      'Instance store volumes cannot be snapshotted',
    ],
    [
      'a root device that is mapped under another name',
      { rootDeviceName: '/dev/sda1', mappedDevices: ['/dev/sda', '/dev/sdf'] },
      'whose root device is /dev/sda1, but EC2 has its volumes at /dev/sda and /dev/sdf',
      'Attach the root volume as /dev/sda1',
    ],
    [
      'an instance that is starting',
      { state: 'pending', mappedDevices: [] },
      'which is still starting',
      'Wait until it is running',
    ],
    ['no volume at all', { mappedDevices: [] }, 'no volume attached', 'Attach its root volume'],
  ])('tells %s from other roots that are missing', (_, overrides, message, hint) => {
    const inventories = [buildInventory([buildInstance(1, { rootVolumeId: null, ...overrides })])];
    const [finding] = buildPlan(buildInput({ inventories })).findings;
    expect(finding?.code).toBe('root-volume-missing');
    expect(finding?.message).toContain(message);
    expect(finding?.hint).toContain(hint);
  });

  it.each([
    ['INC-7001', 'SR-7001', true],
    ['SR-7001', 'INC-7001', true],
    ['INC-7001', 'INC-7001', true],
    ['INC-7001', 'CHN-7001', false],
    ['INC-7001', 'INC-7002', false],
    ['CHN-7001', 'whatever', false],
  ])('for %s a snapshot of %s was taken before: %s', (reference, taken, same) => {
    const snapshots = [buildSnapshot({ ticket: taken })];
    const inventories = [buildInventory([buildInstance(1)], { snapshots })];
    const plan = buildPlan(buildInput({ ticket: buildTicket({ reference }), inventories }));
    const codes = plan.findings.map(({ code }) => code);
    expect(codes).toEqual(same ? ['snapshot-for-ticket-exists'] : []);
  });

  it('shows the text that was read beside the verdict', () => {
    const tasks = [buildTask(1, 'snap: web-01', '<p>IP:&nbsp;10.0.<b>0</b>.1</p><p>thanks</p>')];
    expect(buildPlan(buildInput({ tasks })).tasks[0]?.text).toBe('IP: 10.0.0.1\nthanks');
  });

  it('counts a task once that two pages returned', () => {
    const task = buildTask(1, 'snap: web-01', '10.0.0.1');
    const plan = buildPlan(buildInput({ tasks: [task, task] }));
    expect(plan.tasks).toHaveLength(1);
    expect(plan.findings).toEqual([]);
  });
});

describe('what blocks the whole plan', () => {
  it.each<[what: string, key: string, overrides: Partial<PlanInput>]>([
    ['a bad title', 'title-without-name:1', { tasks: [buildTask(1, 'snap:', '10.0.0.1')] }],
    ['a bad description', 'address-invalid:1', { tasks: [buildTask(1, 'snap: x', '10.0.0.256')] }],
    [
      'no instance',
      'instance-not-found:1:10.0.0.9',
      { tasks: [buildTask(1, 'snap: x', '10.0.0.9')] },
    ],
    [
      'no such name',
      'instance-not-found:1:WEB-01',
      { tasks: [buildTask(1, 'snapshots', 'WEB-01')] },
    ],
    [
      'a terminated instance',
      'instance-not-found:1001:10.0.0.1',
      { inventories: [buildInventory([buildInstance(1, { state: 'terminated' })])] },
    ],
    [
      'an instance that is shutting down',
      'instance-not-found:1001:10.0.0.1',
      { inventories: [buildInventory([buildInstance(1, { state: 'shutting-down' })])] },
    ],
    [
      'two instances with one address',
      'instance-ambiguous:1001:10.0.0.1',
      {
        inventories: [
          buildInventory([buildInstance(1), buildInstance(2, { primaryAddress: '10.0.0.1' })]),
        ],
      },
    ],
    [
      'two instances with one name',
      'instance-ambiguous:1:web-01',
      {
        tasks: [buildTask(1, 'snapshots', 'web-01')],
        inventories: [buildInventory([buildInstance(1), buildInstance(2, { nameTag: 'web-01' })])],
      },
    ],
    [
      'one address in two environments',
      'instance-in-several-environments:1001:10.0.0.1',
      { inventories: [buildInventory(EU), buildInventory([buildInstance(1)], US)] },
    ],
    [
      'an instance store',
      'root-volume-missing:1001:10.0.0.1',
      { inventories: [buildInventory([buildInstance(1, { rootVolumeId: null })])] },
    ],
    [
      'an instance without a root device',
      'root-volume-missing:1001:10.0.0.1',
      { inventories: [buildInventory([buildInstance(1, { rootDeviceName: null })])] },
    ],
    [
      'a volume that EC2 does not show',
      'volume-unusable:1001:10.0.0.1',
      { inventories: [buildInventory(EU, { volumes: [] })] },
    ],
    ...['error', 'deleting', 'deleted', 'creating'].map(
      (state): [string, string, Partial<PlanInput>] => [
        `a volume in state ${state}`,
        'volume-unusable:1001:10.0.0.1',
        {
          inventories: [
            buildInventory(EU, {
              volumes: [{ volumeId: 'vol-1', sizeGib: 8, encrypted: false, state }],
            }),
          ],
        },
      ],
    ),
  ])('%s', (_, key, overrides) => {
    const plan = buildPlan(buildInput(overrides));
    expect(plan.findings.map((finding) => [finding.severity, findingTopic(finding.key)])).toEqual([
      ['block', key],
    ]);
    expect(plan.findings[0]?.hint).not.toBe('');
    expect(plan).toMatchObject({ executable: false, tasks: [{ verdict: { kind: 'blocked' } }] });
  });

  it('names every bad task at once and keeps the good ones in view', () => {
    const tasks = [
      buildTask(1, 'snap:', null),
      buildTask(2, 'snap: web-01', '10.0.0.1'),
      buildTask(3, 'snap: web-09', '10.0.0.9'),
      buildTask(4, 'snapshots', 'web-02; web-0*'),
    ];
    const plan = buildPlan(buildInput({ tasks }));
    expect(plan.findings.map(({ key }) => findingTopic(key))).toEqual([
      'title-without-name:1',
      'description-missing:1',
      'wildcard-refused:4',
      'instance-not-found:3:10.0.0.9',
    ]);
    expect(plan.findings[0]?.message).toBe(
      'Task “snap:”: The title has no server name after the colon.',
    );
    expect(plan.steps.map(({ serverName }) => serverName)).toEqual(['web-01']);
    expect(plan.executable).toBe(false);
  });

  it('names the instances and environments that it could not choose between', () => {
    const twins = [
      buildInstance(1),
      buildInstance(2, { primaryAddress: '10.0.0.1', nameTag: null }),
    ];
    const [ambiguous] = buildPlan(buildInput({ inventories: [buildInventory(twins)] })).findings;
    expect(ambiguous?.message).toContain('i-1 “web-01” and i-2');
    const inventories = [buildInventory(EU), buildInventory([buildInstance(1)], US)];
    const [both] = buildPlan(buildInput({ inventories })).findings;
    expect(both?.message).toMatch(/prod-eu .* and prod-us/);
  });

  it('ignores a terminated twin, and mentions it only where nothing else was found', () => {
    const twin = buildInstance(8, { state: 'terminated', primaryAddress: '10.0.0.1' });
    expect(findings({ inventories: [buildInventory([twin, buildInstance(1)])] })).toEqual([]);
    const [finding] = buildPlan(buildInput({ inventories: [buildInventory([twin])] })).findings;
    expect(finding?.message).toContain('i-8 (terminated)');
  });

  it('does not call a server missing while an environment could not be asked', () => {
    const inventories = [
      buildInventory([buildInstance(2)]),
      buildInventory([], { ...US, problems: [DOWN] }),
    ];
    const plan = buildPlan(buildInput({ inventories, environmentChoice: 'all' }));
    expect(plan.findings.map(({ key }) => findingTopic(key))).toEqual([
      'environment-unreachable:prod-us',
      'environment-unreachable:1001:10.0.0.1',
    ]);
    expect(plan.findings[1]?.message).toBe(
      'web-01 (10.0.0.1) could not be checked in prod-us. It is not in prod-eu.',
    );
    expect(plan.environments.map(({ reachable }) => reachable)).toEqual([true, false]);
  });

  it('shows what the other environments hold while one is down, and blocks', () => {
    const inventories = [buildInventory(EU), buildInventory([], { ...US, problems: [DOWN] })];
    const plan = buildPlan(buildInput({ inventories, environmentChoice: 'all' }));
    expect(plan).toMatchObject({ executable: false, steps: [{ instanceId: 'i-1' }] });
    expect(plan.tasks[0]?.verdict.kind).toBe('ready');
    expect(plan.findings[0]?.message).toBe('prod-us: EC2 did not answer in time.');
  });

  it('does not call a volume missing whose environment could not be read in full', () => {
    const problem = {
      code: 'environment-denied',
      message: 'ec2:DescribeVolumes is denied.',
      hint: 'x',
    } as const;
    const inventories = [buildInventory(EU, { volumes: [], problems: [problem] })];
    expect(findings({ inventories })).toEqual([
      'block environment-denied:prod-eu',
      'block environment-denied:1001:10.0.0.1',
    ]);
  });
});

describe('warnings to tick off', () => {
  it.each<[nameTag: string | null, agrees: boolean]>([
    ['web-01', true],
    ['WEB-01', true],
    ['web-01.example.com', true],
    ['Web-01.EXAMPLE.com', true],
    [' web-01 ', true],
    ['web-02', false],
    ['web-011', false],
    ['web', false],
    ['', false],
    [null, false],
  ])('the task says web-01, the Name tag %j: agrees %s', (nameTag, agrees) => {
    const inventories = [buildInventory([buildInstance(1, { nameTag })])];
    expect(findings({ inventories })).toEqual(agrees ? [] : ['warning name-differs:1001']);
  });

  it.each<[name: string, nameTag: string, agrees: boolean]>([
    ['web-01.example.com', 'web-01', true],
    ['web-01.example.com', 'web-01.example.org', false],
    ['WEB-01.example.com', 'web-01.EXAMPLE.com', true],
  ])('the task says %s, the Name tag %s: agrees %s', (name, nameTag, agrees) => {
    const inventories = [buildInventory([buildInstance(1, { nameTag })])];
    const tasks = [buildTask(1, `snap: ${name}`, '10.0.0.1')];
    expect(findings({ inventories, tasks })).toEqual(agrees ? [] : ['warning name-differs:1']);
  });

  it('takes one snapshot where two tasks mean one volume, and names both', () => {
    const tasks = [buildTask(12, 'snap: web-01', '10.0.0.1'), buildTask(9, 'snap: 10.0.0.1', null)];
    const plan = buildPlan(buildInput({ tasks }));
    expect(plan.steps).toMatchObject([{ taskIds: ['9', '12'] }]);
    expect(plan.totals).toEqual({ snapshots: 1, sizeGib: 8 });
    expect(plan.findings).toMatchObject([
      { code: 'volume-shared', severity: 'warning', taskIds: ['9', '12'] },
    ]);
    expect(plan.findings[0]?.message).toContain('Tasks 9 and 12');
    expect(plan.executable).toBe(true);
  });

  it('says so when one list names a server twice, by name and by address', () => {
    const tasks = [buildTask(1, 'snapshots', 'web-01; 10.0.0.1')];
    expect(findings({ tasks })).toEqual(['warning volume-shared:prod-eu/vol-1']);
  });

  it.each<[what: string, keys: string[], snapshots: Parameters<typeof buildSnapshot>[0][]]>([
    ['an old snapshot', [], [{}]],
    ['a pending one', ['snapshot-pending:prod-eu/vol-1:snap-1'], [{ state: 'pending' }]],
    [
      'one of this ticket',
      ['snapshot-for-ticket-exists:prod-eu/vol-1:snap-1'],
      [{ ticket: 'CHN-7303' }],
    ],
    ['one of another ticket', [], [{ ticket: 'CHN-730' }]],
    [
      'one 14 minutes old',
      ['snapshot-recent:prod-eu/vol-1:snap-1'],
      [{ startedAt: '2026-11-23T02:46:00.000Z' }],
    ],
    ['one 15 minutes old', [], [{ startedAt: '2026-11-23T02:45:00.000Z' }]],
    [
      'one of a clock ahead',
      ['snapshot-recent:prod-eu/vol-1:snap-1'],
      [{ startedAt: '2026-11-23T03:00:30.000Z' }],
    ],
    ['a failed one of this ticket', [], [{ state: 'error', ticket: 'CHN-7303' }]],
    ['one of another volume', [], [{ volumeId: 'vol-2', state: 'pending' }]],
    [
      'several: the newest names the finding',
      ['snapshot-pending:prod-eu/vol-1:snap-3'],
      [
        { state: 'pending', snapshotId: 'snap-2', startedAt: '2026-11-20T00:00:00.000Z' },
        { state: 'pending', snapshotId: 'snap-3', startedAt: '2026-11-21T00:00:00.000Z' },
      ],
    ],
  ])('existing snapshots: %s', (_, keys, snapshots) => {
    const inventories = [
      buildInventory(EU, { snapshots: snapshots.map((one) => buildSnapshot(one)) }),
    ];
    const plan = buildPlan(buildInput({ inventories }));
    expect(listRequiredAcknowledgements(plan).map(findingTopic)).toEqual(keys);
    expect(plan.executable).toBe(true);
  });

  it('knows when the volume was last saved, not counting what failed', () => {
    const snapshots = [
      buildSnapshot({ startedAt: '2026-11-02T00:00:00.000Z' }),
      buildSnapshot({ startedAt: '2026-11-03T00:00:00Z' }),
      buildSnapshot({ startedAt: '2026-11-04T00:00:00.000Z', state: 'error' }),
    ];
    const plan = buildPlan(buildInput({ inventories: [buildInventory(EU, { snapshots })] }));
    expect(plan.steps[0]?.lastSnapshotAt).toBe('2026-11-03T00:00:00.000Z');
  });
});

describe('change policies', () => {
  const closed = { status: { code: 6, label: 'Closed', closed: true } };
  const rejected = { approval: { code: 2, label: 'Rejected', approved: false } };
  const window = (startAt: string | null, endAt: string | null): object => ({
    blackoutWindow: { name: 'Year end', startAt, endAt },
  });

  it.each<[what: string, key: string | null, ticket: Parameters<typeof buildTicket>[0]]>([
    ['a closed ticket', 'ticket-closed', closed],
    ['a rejected change', 'ticket-not-approved', rejected],
    ['a ticket without approvals', null, { approval: null }],
    [
      'a window that has not begun',
      'outside-planned-window',
      { plannedStartAt: '2026-11-23T03:00:01Z' },
    ],
    ['a window that is over', 'outside-planned-window', { plannedEndAt: '2026-11-23T02:59:59Z' }],
    ['the first second of the window', null, { plannedStartAt: '2026-11-23T03:00:00Z' }],
    ['no window at all', null, { plannedStartAt: null, plannedEndAt: null }],
    ['an open end', null, { plannedEndAt: null }],
    [
      'a blackout',
      'inside-blackout-window',
      window('2026-11-22T00:00:00Z', '2026-11-24T00:00:00Z'),
    ],
    ['a blackout without an end', 'inside-blackout-window', window('2026-11-22T00:00:00Z', null)],
    ['a blackout that is over', null, window('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z')],
    ['a blackout to come', null, window('2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z')],
    ['a blackout without times', null, window(null, null)],
  ])('%s', (_, code, overrides) => {
    const ticket = buildTicket(overrides);
    const off = { [code ?? 'ticket-closed']: 'off' };
    const block = { [code ?? 'ticket-closed']: 'block' };
    const key = `${code}:CHN-7303`;
    expect(findings({ ticket })).toEqual(code === null ? [] : [`warning ${key}`]);
    expect(findings({ ticket, policy: { ...DEFAULT_POLICY, ...off } })).toEqual([]);
    const plan = buildPlan(buildInput({ ticket, policy: { ...DEFAULT_POLICY, ...block } }));
    expect(plan.findings).toMatchObject(
      code === null ? [] : [{ code, severity: 'block', overridable: true }],
    );
    expect(plan.executable).toBe(code === null);
    expect(plan.tasks[0]?.verdict.kind).toBe('ready');
  });
});

describe('information', () => {
  it('finds a server by a secondary address only where no primary one fits, and says so', () => {
    const both = ['10.0.0.1', '10.0.0.2'];
    const tasks = [buildTask(1, 'snap: web-01', '10.0.0.2')];
    const secondary = [buildInstance(1, { addresses: both })];
    expect(findings({ tasks, inventories: [buildInventory(secondary)] })).toEqual([
      'info secondary-address:1:10.0.0.2',
    ]);
    const plan = buildPlan(
      buildInput({ tasks, inventories: [buildInventory([...secondary, buildInstance(2)])] }),
    );
    expect(plan.steps).toMatchObject([{ instanceId: 'i-2' }]);
  });

  it('says when an instance is not running', () => {
    const inventories = [buildInventory([buildInstance(1, { state: 'stopped' })])];
    expect(findings({ inventories })).toEqual(['info instance-not-running:prod-eu/vol-1']);
  });

  it('puts what blocks first, then warnings, then information', () => {
    const plan = buildPlan(
      buildInput({
        tasks: [buildTask(1, 'snap: db', '10.0.0.1'), buildTask(2, 'snap:', '10.0.0.2')],
        inventories: [buildInventory([buildInstance(1, { state: 'stopped' })])],
      }),
    );
    expect(plan.findings.map(({ severity }) => severity)).toEqual(['block', 'warning', 'info']);
  });
});

describe('the lookups a plan needs', () => {
  it('asks for every address and name once, and for nothing that is closed or bad', () => {
    const tasks = [
      buildTask(1, 'snap: a', '10.0.0.1'),
      buildTask(2, 'snap: b', '10.0.0.1'),
      buildTask(3, 'snapshots', 'web-03; 10.0.0.2; web-03'),
      buildTask(4, 'snapshots', '10.0.0.3; web-*'),
      { ...buildTask(5, 'snap: c', '10.0.0.4'), status: 3 },
    ];
    expect(listLookups(tasks)).toEqual({ addresses: ['10.0.0.1', '10.0.0.2'], names: ['web-03'] });
  });
});

describe('a ticket with a thousand tasks', () => {
  it('is planned whole, each task with its own snapshot', () => {
    const count = 1_000;
    const numbers = Array.from({ length: count }, (_, index) => index);
    const addressOf = (n: number): string => `10.1.${n >> 8}.${n & 255}`;
    const tasks = numbers.map((n) =>
      buildTask(
        n,
        `snap: web-0${n}`,
        `<div><p>IP:&nbsp;<b>${addressOf(n)}</b></p><p>thanks</p></div>`,
      ),
    );
    const instances = numbers.map((n) => buildInstance(n, { primaryAddress: addressOf(n) }));
    const input = buildInput({ tasks, inventories: [buildInventory(instances)] });
    expect(buildPlan(input)).toMatchObject({
      executable: true,
      totals: { snapshots: count },
      findings: [],
    });
  });
});
