import {
  askFor,
  rowOfServers,
  type Sample,
  type SampleServer,
  type SampleSnapshot,
} from './sample';

const fine = rowOfServers(2, 'pay', '10.20.71.11');
const pending: SampleSnapshot = { ageMinutes: 90, state: 'pending' };
const crowded: SampleServer = {
  name: 'ledger-01',
  address: '10.20.71.21',
  snapshots: [pending, pending, pending, pending, pending],
};
const failing: SampleServer = {
  name: 'media-01',
  address: '10.20.72.11',
  volume: { snapshotOutcome: 'error' },
};
const slow: SampleServer = {
  name: 'lake-01',
  address: '10.20.73.11',
  volume: { sizeGib: 4096, snapshotDurationMs: 10 * 60_000 },
};
/** Each snapshot of these is at once what must not be deleted. */
const bound: readonly SampleServer[] = [
  {
    name: 'vault-01',
    address: '10.20.75.11',
    volume: { snapshotMarks: { lockedUntil: 4_102_444_800_000 } },
  },
  {
    name: 'golden-01',
    address: '10.20.75.12',
    volume: { snapshotMarks: { usedByImage: 'ami-0golden' } },
  },
  {
    name: 'shared-01',
    address: '10.20.75.13',
    volume: { snapshotMarks: { sharedWith: ['999988887777'] } },
  },
  { name: 'fast-01', address: '10.20.75.14', volume: { snapshotMarks: { fastRestore: true } } },
  { name: 'plain-01', address: '10.20.75.15' },
];
const ten = rowOfServers(10, 'ten', '10.92.0.10');
const hundred = rowOfServers(100, 'hundred', '10.91.0.10');
const thousand = rowOfServers(1000, 'thousand', '10.90.0.10');

const everything: readonly SampleServer[] = [
  { name: 'all-01', address: '10.20.79.11' },
  { name: 'all-02', address: '10.20.79.12', rootDeviceType: 'instance-store' },
  { name: 'all-03', address: '10.20.79.13', volume: { state: 'deleting' } },
];

/** What happens only once a plan runs, many problems at once, and large tickets. */
export const RUN_SAMPLES: readonly Sample[] = [
  {
    reference: 'CHN-7371',
    situation: 'EC2 refuses one of three snapshots (five are pending): a partial run',
    subject: 'Update the payment service',
    shows: ['snapshot-pending'],
    servers: [...fine, crowded],
    tasks: [...fine, crowded].map((server) => askFor(server)),
  },
  {
    reference: 'CHN-7378',
    situation: 'Snapshots that are locked, used by an image, shared, or enabled for fast restore',
    subject: 'Update the vault',
    shows: [],
    servers: bound,
    tasks: bound.map((server) => askFor(server)),
  },
  {
    reference: 'CHN-7372',
    situation: 'The snapshot is created and ends in state error',
    subject: 'Update the media server',
    shows: [],
    servers: [failing],
    tasks: [askFor(failing)],
  },
  {
    reference: 'CHN-7373',
    situation: 'A snapshot that stays pending for ten minutes',
    subject: 'Update the data lake',
    shows: [],
    servers: [slow],
    tasks: [askFor(slow)],
  },
  {
    reference: 'CHN-7379',
    situation: 'Many different problems at once, all named',
    subject: 'The change everybody is afraid of',
    shows: [
      'root-volume-missing',
      'volume-unusable',
      'title-without-name',
      'address-range',
      'instance-not-found',
      'ticket-not-approved',
    ],
    approval: 4,
    servers: everything,
    tasks: [
      ...everything.map((server) => askFor(server)),
      { title: 'snap:', description: '<div>10.20.79.14</div>' },
      { title: 'snap:all-05', description: '<div>10.20.79.0/28</div>' },
      { title: 'snap:all-06', description: '<div>10.20.79.16</div>' },
    ],
  },
  large('CHN-7390', '1,000 tasks in one ticket', thousand),
  large('CHN-7391', '100 tasks in one ticket', hundred),
  large('CHN-7392', '10 tasks in one ticket', ten),
];

function large(reference: string, situation: string, servers: readonly SampleServer[]): Sample {
  const subject = `Rolling restart of ${servers.length} servers`;
  return {
    reference,
    situation,
    subject,
    shows: [],
    servers,
    tasks: servers.map((one) => askFor(one)),
  };
}
