import { HydrationBoundary } from '@tanstack/react-query';
import { Suspense } from 'react';
import { takeHistoryPage } from '@/app/api/person-gate';
import { HistoryView } from '@/app/_history/history-view';
import { prefetch } from '@/app/_queries/first-look';
import { runsQuery } from '@/app/_queries/history-queries';
import { requirePagePerson } from '@/lib/auth/access';
import { hasPermission } from '@/lib/auth/role';
import { listRecentAgents } from '@/lib/history/list-recent-agents';
import { listRunsOfAddress } from '@/lib/history/list-runs';
import { logger } from '@/lib/log/logger';
import { getServices } from '@/lib/services/get-services';

type Props = {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
};

export const metadata = { title: 'History' };

export default async function RunsPage({ searchParams }: Props) {
  const person = await requirePagePerson('read-history');
  const { database, engine, preview } = getServices();
  const parameters = parametersOf(await searchParams);
  const readPage = async () => {
    takeHistoryPage(person.subject);
    return listRunsOfAddress(database.readPool, parameters);
  };
  const [agents, state] = await Promise.all([
    // A picker without names still takes a typed one.
    listRecentAgents(database.prisma).catch((err: unknown) => {
      logger.warn({ err }, 'could not list recent agents');
      return [];
    }),
    prefetch([[runsQuery(parameters.toString()).queryKey, readPage()]]),
  ]);
  return (
    <HydrationBoundary state={state}>
      <Suspense>
        <HistoryView
          canExport={hasPermission(person.roles, 'export')}
          hasExpiry={engine.expiry !== null}
          environmentNames={preview.environmentNames}
          agents={agents}
          self={person.email}
        />
      </Suspense>
    </HydrationBoundary>
  );
}

/** As the browser writes them, so that page and browser mean the same list. */
function parametersOf(given: Awaited<Props['searchParams']>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(given).flatMap(([name, values]) =>
      [values ?? []].flat().map((value) => [name, value]),
    ),
  );
}
