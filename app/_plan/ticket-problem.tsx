'use client';

import { useQuery } from '@tanstack/react-query';
import { usePathname, useSearchParams } from 'next/navigation';
import { LookUpForm } from '@/app/_lookup/look-up-form';
import { problemOf } from '@/app/_queries/fetch-json';
import { planQuery } from '@/app/_queries/ticket-queries';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import type { Problem } from '@/lib/errors/problem';

type Props = {
  readonly reference: string;
  readonly problem: Problem;
  readonly onRetry: () => void;
  readonly retrying: boolean;
};

/** In the place of a ticket that could not be read: why, and the search box. */
export function TicketProblem({ reference, ...rest }: Props) {
  return (
    <div className="mx-auto max-w-3xl space-y-6">
      <h1 className="text-xl font-semibold">{reference}</h1>
      <ProblemPanel consequence="Nothing was changed." {...rest} />
      <LookUpForm size="large" typed={reference} />
    </div>
  );
}

/** The answer is 404; the page says what Freshservice said, and offers the search box. */
export function TicketNotFound() {
  const reference = usePathname().split('/').at(-1) ?? '';
  const answer = useQuery(planQuery(reference, useSearchParams().get('environment')));
  if (!answer.isError) return <h1 className="text-xl font-semibold">Loading the ticket…</h1>;
  return (
    <TicketProblem
      reference={reference}
      problem={problemOf(answer.error)}
      onRetry={() => void answer.refetch()}
      retrying={answer.isFetching}
    />
  );
}
