import { answer } from '@/app/api/answer';
import { HEAVY_READS } from '@/app/api/person-gate';
import { loadOverview } from '@/lib/history/load-overview';
import { parseRunFilters } from '@/lib/history/run-filters';
import { getServices } from '@/lib/services/get-services';

/** Runs and snapshots per day and the causes of failures, under the filters of the page. */
export function GET(request: Request): Promise<Response> {
  return answer(
    'read-history',
    async () => {
      const filters = parseRunFilters(new URL(request.url).searchParams);
      return Response.json(
        await loadOverview(getServices().database.readPool, filters, new Date()),
      );
    },
    { gate: HEAVY_READS, signal: request.signal },
  );
}
