import { answer } from '@/app/api/answer';
import { HEAVY_READS } from '@/app/api/person-gate';
import { countRuns } from '@/lib/history/count-runs';
import { parseRunFilters } from '@/lib/history/run-filters';
import { getServices } from '@/lib/services/get-services';

/** How many runs pass the filters, up to a cap; asked for beside the page, which never waits for it. */
export function GET(request: Request): Promise<Response> {
  return answer(
    'read-history',
    async () => {
      const filters = parseRunFilters(new URL(request.url).searchParams);
      return Response.json(await countRuns(getServices().database.readPool, filters));
    },
    { gate: HEAVY_READS, signal: request.signal },
  );
}
