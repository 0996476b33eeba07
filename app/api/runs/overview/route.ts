import { answer } from '@/app/api/answer';
import { readOverview } from '@/lib/history/read-overview';
import { parseRunFilters } from '@/lib/history/run-filters';
import { getServices } from '@/lib/services/get-services';

/** Runs and snapshots per day and the causes of failures, under the filters of the page. */
export function GET(request: Request): Promise<Response> {
  return answer('read-history', async () => {
    const filters = parseRunFilters(new URL(request.url).searchParams);
    return Response.json(await readOverview(getServices().database.readPool, filters, new Date()));
  });
}
