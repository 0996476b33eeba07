import { askFor, type Sample, type SampleServer } from './sample';

const misnamed: SampleServer = { name: 'billing-02', address: '10.20.31.11' };
const shared: SampleServer = { name: 'erp-01', address: '10.20.32.11' };
const pending: SampleServer = {
  name: 'dwh-01',
  address: '10.20.33.11',
  volume: { sizeGib: 2048 },
  snapshots: [{ ageMinutes: 120, state: 'pending' }],
};
const taken: SampleServer = {
  name: 'crm-01',
  address: '10.20.34.11',
  snapshots: [{ ageMinutes: 180, state: 'completed', ticket: 'CHN-7334' }],
};
const recent: SampleServer = {
  name: 'wiki-01',
  address: '10.20.35.11',
  snapshots: [{ ageMinutes: 5, state: 'completed', ticket: 'CHN-7200' }],
};
const second: SampleServer = {
  name: 'proxy-01',
  address: '10.20.36.11',
  secondaryAddresses: ['10.20.36.12', '10.20.36.13'],
};
const stopped: SampleServer = { name: 'legacy-01', address: '10.20.37.11', state: 'stopped' };
const old: SampleServer = {
  name: 'archive-01',
  address: '10.20.38.11',
  snapshots: [{ ageMinutes: 60 * 24 * 30, state: 'completed' }],
};

/** What the agent must acknowledge, and what the agent should know. */
export const WARNING_SAMPLES: readonly Sample[] = [
  {
    reference: 'CHN-7331',
    situation: "The server name differs from the instance's Name tag",
    subject: 'Update billing',
    shows: ['name-differs'],
    servers: [misnamed],
    tasks: [askFor(misnamed, { title: 'snap:billing-01' })],
  },
  {
    reference: 'CHN-7332',
    situation: 'Two tasks mean the same volume: one snapshot, both named',
    subject: 'Update the ERP in two steps',
    shows: ['volume-shared'],
    servers: [shared],
    tasks: [askFor(shared), askFor(shared, { title: 'SNAPSHOT: erp-01' })],
  },
  {
    reference: 'CHN-7333',
    situation: 'A snapshot of the volume has been pending for two hours',
    subject: 'Resize the data warehouse',
    shows: ['snapshot-pending'],
    servers: [pending],
    tasks: [askFor(pending)],
  },
  {
    reference: 'CHN-7334',
    situation: 'A snapshot for this very ticket exists already',
    subject: 'Migrate the CRM database',
    shows: ['snapshot-for-ticket-exists'],
    servers: [taken],
    tasks: [askFor(taken)],
  },
  {
    reference: 'CHN-7335',
    situation: 'The newest snapshot of the volume is five minutes old',
    subject: 'Update the wiki',
    shows: ['snapshot-recent'],
    servers: [recent],
    tasks: [askFor(recent)],
  },
  {
    reference: 'CHN-7336',
    situation: 'A secondary address of the instance (information only)',
    subject: 'Replace the proxy certificate',
    shows: ['secondary-address'],
    servers: [second],
    tasks: [askFor(second, { description: '<div>10.20.36.13</div>' })],
  },
  {
    reference: 'CHN-7337',
    situation: 'A stopped instance (information only)',
    subject: 'Retire the legacy server',
    shows: ['instance-not-running'],
    servers: [stopped],
    tasks: [askFor(stopped)],
  },
  {
    reference: 'CHN-7338',
    situation: 'The last snapshot is a month old: nothing to say but its age',
    subject: 'Clean up the archive',
    shows: [],
    servers: [old],
    tasks: [askFor(old)],
  },
];
