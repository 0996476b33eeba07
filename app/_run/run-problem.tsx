'use client';

import { useQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import Link from 'next/link';
import { problemOf } from '@/app/_queries/fetch-json';
import { runQuery } from '@/app/_queries/run-queries';
import { buttonLook } from '@/app/_ui/button-look';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import type { Problem } from '@/lib/errors/problem';

type Props = {
  readonly problem: Problem;
  readonly onRetry: () => void;
  readonly retrying: boolean;
};

/** In the place of a run that could not be read. */
export function RunProblem(props: Props) {
  return (
    <div className="mx-auto max-w-3xl space-y-4">
      <h1 className="text-xl font-semibold">Run</h1>
      <ProblemPanel {...props} />
      <Link href="/runs" className={buttonLook('secondary')}>
        All runs
      </Link>
    </div>
  );
}

/** The answer is 404; the page says the reason, such as the archive that has the run. */
export function RunNotFound() {
  // Below the run's address there is more, such as its print page.
  const [, , id = ''] = usePathname().split('/');
  const answer = useQuery(runQuery(decodeURIComponent(id)));
  if (!answer.isError) return <h1 className="text-xl font-semibold">Loading the run…</h1>;
  return (
    <RunProblem
      problem={problemOf(answer.error)}
      onRetry={() => void answer.refetch()}
      retrying={answer.isFetching}
    />
  );
}
