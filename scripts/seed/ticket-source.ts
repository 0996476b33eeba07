import type { Ticket } from '@/lib/ticket/ticket';
import type { Random } from './random';

const SUBJECTS = [
  'Kernel patches',
  'Quarterly operating system update',
  'Database minor upgrade',
  'Enlarge the root disk',
  'Renew certificates',
  'Security agent roll-out',
  'Application release',
  'Move to a larger instance type',
  'Clean up log partitions',
] as const;
const SITES = ['Frankfurt', 'Dublin', 'Virginia', 'all sites', 'São Paulo', 'the "blue" pool'];
const HOUR_MS = 3_600_000;

/** Tickets with rising numbers; nine of ten are changes. */
export function createTicketSource(random: Random): (atMs: number) => Ticket {
  const numbers = { CHN: 1_000, INC: 4_000, SR: 2_000, PRB: 100 };
  const kinds = ['CHN', 'CHN', 'CHN', 'CHN', 'CHN', 'CHN', 'CHN', 'CHN', 'CHN', 'CHN', 'INC', 'SR'];
  return (atMs) => {
    const kind = random.chance(0.01) ? 'PRB' : (random.pick(kinds) as 'CHN' | 'INC' | 'SR');
    const number = (numbers[kind] += 1);
    const change = kind === 'CHN';
    const path = { CHN: 'changes', INC: 'tickets', SR: 'tickets', PRB: 'problems' }[kind];
    return {
      reference: `${kind}-${number}`,
      subject: `${random.pick(SUBJECTS)}, ${random.pick(SITES)}`,
      url: `https://example.freshservice.com/a/${path}/${number}`,
      status: change
        ? { code: 4, label: 'Pending Release', closed: false }
        : { code: 2, label: 'Open', closed: false },
      approval: change ? { code: 1, label: 'Approved', approved: true } : null,
      plannedStartAt: change ? new Date(atMs - HOUR_MS).toISOString() : null,
      plannedEndAt: change ? new Date(atMs + 4 * HOUR_MS).toISOString() : null,
      blackoutWindow: null,
    };
  };
}
