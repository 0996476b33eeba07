import type { Task, Ticket } from '@/lib/ticket/ticket';
import type { PlanInput } from '@/lib/plan/build-plan';
import type { EnvironmentInventory, ExistingSnapshot, Instance } from '@/lib/plan/inventory';

/** Builders for tests: each gives a good thing, and takes what should be different. */
export function buildTicket(overrides: Partial<Ticket> = {}): Ticket {
  return {
    reference: 'CHN-7303',
    subject: 'Patch the web servers',
    url: 'https://acme.freshservice.com/a/changes/7303',
    status: { code: 4, label: 'Pending Release', closed: false },
    approval: { code: 1, label: 'Approved', approved: true },
    plannedStartAt: '2026-11-23T00:00:00.000Z',
    plannedEndAt: '2026-11-23T06:00:00.000Z',
    blackoutWindow: null,
    ...overrides,
  };
}

export function buildTask(id: number, title: string, descriptionHtml: string | null): Task {
  return { id: String(id), title, descriptionHtml, status: 1, deleted: false };
}

/** Server `web-0n` at `10.0.0.n`, instance `i-n`, root volume `vol-n`. */
export function buildInstance(n: number, overrides: Partial<Instance> = {}): Instance {
  return {
    instanceId: `i-${n}`,
    state: 'running',
    nameTag: `web-0${n}`,
    primaryAddress: `10.0.0.${n}`,
    addresses: [`10.0.0.${n}`],
    rootDeviceName: '/dev/xvda',
    rootDeviceType: 'ebs',
    mappedDevices: ['/dev/xvda'],
    rootVolumeId: `vol-${n}`,
    ...overrides,
  };
}

/** An environment whose instances all have a usable root volume of 8 GiB. */
export function buildInventory(
  instances: readonly Instance[],
  overrides: Partial<EnvironmentInventory> = {},
): EnvironmentInventory {
  const volumeIds = instances.map((one) => one.rootVolumeId).filter((id) => id !== null);
  return {
    environment: 'prod-eu',
    region: 'eu-central-1',
    accountId: '111111111111',
    identityArn: 'arn:aws:sts::111111111111:assumed-role/snapgate/ops',
    extraTags: [],
    keepDays: null,
    instances,
    volumes: volumeIds.map((volumeId) => {
      return { volumeId, sizeGib: 8, encrypted: true, state: 'in-use' };
    }),
    snapshots: [],
    problems: [],
    ...overrides,
  };
}

export function buildSnapshot(overrides: Partial<ExistingSnapshot> = {}): ExistingSnapshot {
  return {
    snapshotId: 'snap-1',
    volumeId: 'vol-1',
    state: 'completed',
    startedAt: '2026-11-01T00:00:00.000Z',
    ticket: null,
    ...overrides,
  };
}

/** One good task for `web-01`. */
export function buildInput(overrides: Partial<PlanInput> = {}): PlanInput {
  return {
    ticket: buildTicket(),
    tasks: [buildTask(1001, 'snap: web-01', '<p>10.0.0.1</p>')],
    environmentChoice: 'prod-eu',
    inventories: [buildInventory([buildInstance(1), buildInstance(2), buildInstance(3)])],
    agentEmail: 'olga@example.com',
    now: new Date('2026-11-23T03:00:00.000Z'),
    timeZone: 'Europe/Berlin',
    ...overrides,
  };
}
