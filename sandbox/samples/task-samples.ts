import { askFor, type Sample, type SampleServer, type SampleTask } from './sample';

type BadTask = {
  readonly number: number;
  readonly code: string;
  readonly situation: string;
  readonly tasks: readonly SampleTask[];
};

const BAD_TASKS: readonly BadTask[] = [
  {
    number: 7311,
    code: 'title-without-name',
    situation: 'Titles `snap:` and `Snapshot :` with nothing after the colon',
    tasks: [
      { title: 'snap:', description: '<div>10.20.11.12</div>' },
      { title: 'Snapshot :  ', description: '<div>10.20.11.13</div>' },
    ],
  },
  {
    number: 7312,
    code: 'title-malformed',
    situation: 'A title with a second colon, and one with a name of 240 characters',
    tasks: [
      { title: 'snap:web:01', description: '<div>10.20.12.12</div>' },
      { title: `snap:${'very-long-name-'.repeat(16)}`, description: '<div>10.20.12.13</div>' },
    ],
  },
  {
    number: 7313,
    code: 'address-missing',
    situation: 'Descriptions without an address, one with a version number that looks like one',
    tasks: [
      { title: 'snap:cache-02', description: '<div>the usual one</div>' },
      { title: 'snap:cache-03', description: '<p>Upgrade agent to 1.2.3.4.5</p>' },
    ],
  },
  {
    number: 7314,
    code: 'address-several',
    situation: 'A description with two different addresses',
    tasks: [{ title: 'snap:pair-02', description: '<div>10.20.14.12<br>10.20.14.13</div>' }],
  },
  {
    number: 7315,
    code: 'address-invalid',
    situation: 'An address that cannot be one: 10.0.0.256',
    tasks: [{ title: 'snap:typo-02', description: '<div>10.0.0.256</div>' }],
  },
  {
    number: 7316,
    code: 'address-range',
    situation: 'A network or a range instead of an address: 10.0.0.1/24, 10.0.0.1 - 5',
    tasks: [
      { title: 'snap:net-02', description: '<div>10.0.0.1/24</div>' },
      { title: 'snap:net-03', description: '<div>10.0.0.1 - 5</div>' },
      { title: 'snap: 10.0.0.1 and 2', description: null },
      { title: 'snapshots', description: '<div>10.0.0.1; 2</div>' },
    ],
  },
  {
    number: 7317,
    code: 'wildcard-refused',
    situation: 'Wildcards: 10.20.17.* below a name, and web-* in a list',
    tasks: [
      { title: 'snap:star-02', description: '<div>10.20.17.*</div>' },
      { title: 'snapshots', description: '<div>10.20.17.11; web-*</div>' },
    ],
  },
  {
    number: 7318,
    code: 'list-empty',
    situation: 'A list with nothing in it',
    tasks: [{ title: 'snapshots', description: '<div>&nbsp;;<br></div>' }],
  },
  {
    number: 7320,
    code: 'description-missing',
    situation: 'A description that is only a picture',
    tasks: [{ title: 'snap:pic-02', description: '<p><img src="https://example.com/a.png"></p>' }],
  },
  {
    number: 7319,
    code: 'title-near-miss',
    situation: 'Titles that look like requests and are none; one has a full-width colon and is one',
    tasks: [
      { title: '[PROD] Snap: good-7319', description: '<div>10.20.19.11</div>' },
      { title: '2. snap: good-7319', description: '<div>10.20.19.11</div>' },
      { title: 'snapshot of good-7319', description: '<div>10.20.19.11</div>' },
      { title: 'snap：good-7319', description: '<div>10.20.19.11</div>' },
    ],
  },
];

/** One ticket per way of writing a task wrongly; each has a good task beside the bad ones. */
export const TASK_SAMPLES: readonly Sample[] = BAD_TASKS.map(
  ({ number, code, situation, tasks }) => {
    const good: SampleServer = { name: `good-${number}`, address: `10.20.${number - 7300}.11` };
    return {
      reference: `CHN-${number}`,
      situation,
      subject: `Quarterly maintenance, part ${number - 7310}`,
      shows: number === 7319 ? [code, 'volume-shared'] : [code],
      servers: [good],
      tasks: [askFor(good), ...tasks],
    };
  },
);
