'use client';

import { useQuery } from '@tanstack/react-query';
import { runCountQuery } from '@/app/_queries/history-queries';
import { countOf, formatNumber } from '@/app/_ui/number-words';

type Props = { readonly filters: string; readonly searching: boolean };

/** How many runs there are; counted beside the list, which never waits for it. */
export function RunTotal({ filters, searching }: Props) {
  const { data, isError } = useQuery(runCountQuery(filters));
  return (
    <span role="status" className="text-sm text-muted">
      {searching && 'Searching…'}
      {!searching && isError && 'too many to count in time'}
      {!searching && data !== undefined && !isError && describeTotal(data)}
    </span>
  );
}

function describeTotal({ count, capped }: { readonly count: number; readonly capped: boolean }) {
  return capped ? `${formatNumber(count)}+ runs` : countOf(count, 'run');
}
