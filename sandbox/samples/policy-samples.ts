import { askFor, type Sample, type SampleServer } from './sample';

const POLICIES: readonly (Pick<
  Sample,
  'situation' | 'status' | 'approval' | 'window' | 'blackout' | 'oddFields'
> & {
  readonly number: number;
  readonly code: string;
})[] = [
  {
    number: 7341,
    code: 'ticket-closed',
    situation: 'The ticket is closed',
    status: 6,
  },
  {
    number: 7342,
    code: 'ticket-not-approved',
    situation: 'Approval was requested and not given yet',
    status: 3,
    approval: 0,
  },
  {
    number: 7343,
    code: 'outside-planned-window',
    situation: 'The planned window ended two days ago',
    window: { fromDays: -3, toDays: -2 },
  },
  {
    number: 7344,
    code: 'inside-blackout-window',
    situation: 'Inside a blackout window',
    blackout: { name: 'Quarter end freeze', fromDays: -1, toDays: 7 },
  },
  {
    number: 7345,
    code: 'outside-planned-window',
    situation: 'The planned window starts in three days',
    window: { fromDays: 3, toDays: 4 },
  },
  {
    number: 7346,
    code: 'ticket-not-approved',
    situation: 'Approval was rejected',
    approval: 2,
  },
  {
    number: 7347,
    code: 'ticket-field-unknown',
    situation: 'Freshservice sends the status as text and a date that is none',
    oddFields: { status: 'Pending Release', planned_start_date: '28/11/2026 10:00' },
  },
];

/** What the service desk has to say about the ticket itself; its server is good. */
export const POLICY_SAMPLES: readonly Sample[] = POLICIES.map(({ number, code, ...rest }) => {
  const server: SampleServer = { name: `desk-${number}`, address: `10.20.${number - 7300}.11` };
  return {
    reference: `CHN-${number}`,
    subject: 'Update the service desk connector',
    shows: [code],
    servers: [server],
    tasks: [askFor(server)],
    ...rest,
  };
});
