import type { OverviewBucket } from '@/lib/history/overview';

/** The list of one bar: the same filters, its days only. */
export function bucketLink(filters: string, { day, lastDay }: OverviewBucket): string {
  const parameters = new URLSearchParams(filters);
  parameters.set('from', day);
  parameters.set('to', lastDay);
  return `/runs?${parameters.toString()}`;
}

export function describeBucket({ day, lastDay }: OverviewBucket): string {
  return day === lastDay ? day : `${day} to ${lastDay}`;
}
