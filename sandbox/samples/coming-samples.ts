import { askFor, type Sample, type SampleServer } from './sample';

const HOUR = 1 / 24;
const tonight: SampleServer = { name: 'night-01', address: '10.20.81.11' };
const faulty: SampleServer = { name: 'night-02', address: '10.20.81.12' };
const tomorrow: SampleServer = { name: 'night-03', address: '10.20.81.13' };

/** Changes whose window is near, for the start page, arming, and dry runs ahead. */
export const COMING_SAMPLES: readonly Sample[] = [
  {
    reference: 'CHN-7401',
    situation: 'Starts in two hours and is ready; it can be armed',
    subject: 'Patch the first night server',
    shows: ['outside-planned-window'],
    window: { fromDays: 2 * HOUR, toDays: 6 * HOUR },
    servers: [tonight],
    tasks: [askFor(tonight)],
  },
  {
    reference: 'CHN-7402',
    situation: 'Starts in three hours with a mistake in its task',
    subject: 'Patch the second night server',
    shows: ['outside-planned-window', 'address-missing'],
    window: { fromDays: 3 * HOUR, toDays: 6 * HOUR },
    servers: [faulty],
    tasks: [askFor(faulty, { description: '<div>see the wiki</div>' })],
  },
  {
    reference: 'CHN-7403',
    situation: 'Starts tomorrow; its tasks are not read before that',
    subject: 'Patch the third night server',
    shows: ['outside-planned-window'],
    window: { fromDays: 30 * HOUR, toDays: 34 * HOUR },
    servers: [tomorrow],
    tasks: [askFor(tomorrow)],
  },
];
