import { askFor, type Sample, type SampleServer } from './sample';

const titled: SampleServer = { name: 'build-01', address: '10.20.51.11' };
const listed: readonly SampleServer[] = [
  { name: 'node-a', address: '10.20.52.11' },
  { name: 'node-b', address: '10.20.52.12' },
  { name: 'node c (spare)', address: '10.20.52.13' },
];
const blanks: readonly SampleServer[] = [
  { name: 'node  e', address: '10.20.53.11' },
  { name: 'node-f ', address: '10.20.53.12' },
];
const signed: SampleServer = { name: 'node-g', address: '10.20.54.11' };
const incident: SampleServer = { name: 'print-01', address: '10.20.61.11' };
const request: SampleServer = { name: 'dev-box-07', address: '10.20.62.11' };
const trashed: SampleServer = { name: 'trash-01', address: '10.20.64.11' };
const spam: SampleServer = { name: 'spam-01', address: '10.20.65.11' };
const problem: SampleServer = { name: 'flaky-01', address: '10.20.63.11' };

/** The two later syntaxes, and tickets that are no changes. */
export const SYNTAX_SAMPLES: readonly Sample[] = [
  {
    reference: 'CHN-7351',
    situation: 'The address in the title; the name comes from the Name tag',
    subject: 'Update the build server',
    shows: [],
    servers: [titled],
    tasks: [{ title: `snap:${titled.address}`, description: null }],
  },
  {
    reference: 'CHN-7352',
    situation: 'A list of addresses and Name tags in one task',
    subject: 'Update the cluster nodes',
    shows: [],
    servers: listed,
    tasks: [
      { title: 'snapshots', description: '<div>10.20.52.11; node-b<br>node c (spare)</div>' },
    ],
  },
  {
    reference: 'CHN-7353',
    situation: 'Name tags with double and trailing blanks, pasted into a list',
    subject: 'Update the nodes that were named by hand',
    shows: [],
    servers: blanks,
    tasks: [{ title: 'snapshots', description: '<div>node&nbsp; e<br>node-f&nbsp;</div>' }],
  },
  {
    reference: 'CHN-7354',
    situation: 'A signature below a list: one finding that names its lines',
    subject: 'Update the last node',
    shows: ['instance-not-found'],
    servers: [signed],
    tasks: [
      {
        title: 'snapshots',
        description: '<div>node-g</div><p>Kind regards,<br>Ida Example<br>Change Management</p>',
      },
    ],
  },
  {
    reference: 'INC-4711',
    situation: 'An incident instead of a change',
    subject: 'Print server drops jobs',
    shows: [],
    servers: [incident],
    tasks: [askFor(incident)],
  },
  {
    reference: 'SR-4712',
    situation: 'A service request; INC-4712 and its pasted link lead to it as well',
    subject: 'More memory for a developer machine',
    shows: [],
    servers: [request],
    tasks: [askFor(request)],
  },
  {
    reference: 'INC-4713',
    situation: 'An incident in the trash of Freshservice',
    subject: 'Raised twice',
    shows: ['ticket-deleted'],
    servers: [trashed],
    tasks: [askFor(trashed)],
    discarded: 'deleted',
  },
  {
    reference: 'INC-4714',
    situation: 'An incident that is marked as spam',
    subject: 'You have won a server',
    shows: ['ticket-spam'],
    servers: [spam],
    tasks: [askFor(spam)],
    discarded: 'spam',
  },
  {
    reference: 'PRB-118',
    situation: 'A problem instead of a change',
    subject: 'Server restarts by itself',
    shows: [],
    servers: [problem],
    tasks: [askFor(problem)],
  },
];
