import { askFor, rowOfServers, type Sample, type SampleServer } from './sample';

const web1: SampleServer = { name: 'web-01.prod.example.com', address: '10.20.3.11' };
const web2: SampleServer = { name: 'web-02.prod.example.com', address: '10.20.3.12' };
const db: SampleServer = {
  name: 'db-primary',
  address: '10.20.3.20',
  volume: { sizeGib: 200, encrypted: true },
};

const batch = rowOfServers(10, 'batch', '10.20.1.11');
const rich = rowOfServers(6, 'app', '10.20.5.11');
const mixed = rowOfServers(6, 'queue', '10.20.6.11');
const fleet = rowOfServers(65, 'fleet', '10.20.8.10');
const gone: SampleServer = { name: 'old-gw.prod.example.com', address: '10.20.4.11' };

/** Rich text as Freshservice's editor writes it, around the address of one server each. */
const RICH_TEXT = [
  '<div>10.20.5.11</div>',
  '<div dir="ltr"><p><span style="font-size: 14px;">Private IP:&nbsp;<strong>10.20.5.12</strong></span></p></div>',
  '<ul><li>Server app-03</li><li>IP=10.20.5.13</li></ul>',
  '<table border="1"><tbody><tr><td>Address</td><td>10.20.5.14</td></tr></tbody></table>',
  '<p>Please snapshot <a href="https://wiki.example.com/app-05" rel="noreferrer">app-05</a> (10.20.5.15).<br></p>',
  '<div>10.20.<span class="highlight">5.16</span>\u200b:22</div>',
];

/** The situations that a first look should show. */
export const PLAIN_SAMPLES: readonly Sample[] = [
  {
    reference: 'CHN-7303',
    situation: 'Three good servers: look up, execute, watch',
    subject: 'Upgrade OpenSSL on the shop front end',
    shows: [],
    servers: [web1, web2, db],
    tasks: [askFor(web1), askFor(web2), askFor(db, { title: 'Snapshot: db-primary' })],
  },
  {
    reference: 'CHN-7301',
    situation: 'Ten tasks, one with an address that no instance has',
    subject: 'Patch the batch workers',
    shows: ['instance-not-found'],
    servers: batch.slice(0, 9),
    tasks: batch.map((server, index) =>
      askFor(server, index === 9 ? { description: '<div>10.20.1.199</div>' } : {}),
    ),
  },
  {
    reference: 'CHN-7304',
    situation: 'A task without a description',
    subject: 'Replace the old gateway',
    shows: ['description-missing'],
    servers: [gone],
    tasks: [askFor(gone), { title: 'snap:new-gw', description: null }],
  },
  {
    reference: 'CHN-7305',
    situation: 'Rich-text descriptions: lists, tables, links, split and hidden characters',
    subject: 'Roll out application 5.2',
    shows: [],
    servers: rich,
    tasks: rich.map((server, index) => askFor(server, { description: RICH_TEXT[index] ?? null })),
  },
  {
    reference: 'CHN-7306',
    situation: 'Closed, deleted, in-progress and custom-status tasks among open ones',
    subject: 'Move the queues to new hardware',
    shows: [],
    servers: mixed,
    tasks: [
      ...mixed.map((server, index) => askFor(server, { status: [1, 3, 2, 3, 7, 1][index] ?? 1 })),
      { title: 'snap:queue-09', description: '<div>10.20.6.99</div>', deleted: true },
      { title: 'Tell the service desk', description: '<p>Before 18:00</p>' },
    ],
  },
  {
    reference: 'CHN-7307',
    situation: 'No snapshot task at all',
    subject: 'Renew the office Wi-Fi certificate',
    shows: [],
    servers: [],
    tasks: [
      { title: 'Order the certificate', description: '<p>From the usual place</p>', status: 3 },
      { title: 'Install it', description: '<p>Controllers 10.9.0.2 and 10.9.0.3</p>' },
    ],
  },
  {
    reference: 'CHN-7308',
    situation: '65 tasks over three pages of Freshservice',
    subject: 'Kernel update of the whole fleet',
    shows: [],
    servers: fleet,
    tasks: fleet.map((server) => askFor(server)),
  },
];
