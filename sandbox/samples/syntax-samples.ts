import { askFor, type Sample, type SampleServer } from './sample';

const titled: SampleServer = { name: 'build-01', address: '10.20.51.11' };
const listed: readonly SampleServer[] = [
  { name: 'node-a', address: '10.20.52.11' },
  { name: 'node-b', address: '10.20.52.12' },
  { name: 'node c (spare)', address: '10.20.52.13' },
];
const incident: SampleServer = { name: 'print-01', address: '10.20.61.11' };
const request: SampleServer = { name: 'dev-box-07', address: '10.20.62.11' };
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
    reference: 'INC-4711',
    situation: 'An incident instead of a change',
    subject: 'Print server drops jobs',
    shows: [],
    servers: [incident],
    tasks: [askFor(incident)],
  },
  {
    reference: 'SR-4712',
    situation: 'A service request instead of a change',
    subject: 'More memory for a developer machine',
    shows: [],
    servers: [request],
    tasks: [askFor(request)],
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
