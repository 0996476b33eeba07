import { answer } from '@/app/api/answer';
import { listRuns } from '@/lib/history/list-runs';
import { parseRunCursor } from '@/lib/history/run-cursor';
import { parseRunFilters } from '@/lib/history/run-filters';
import { getServices } from '@/lib/services/get-services';

const PAGE = 25;
const LONGEST_PAGE = 100;

/** The history, newest first: the filters of the page, `cursor`, `limit`. */
export function GET(request: Request): Promise<Response> {
  return answer('read-history', async () => {
    const parameters = new URL(request.url).searchParams;
    const cursor = parameters.get('cursor');
    const asked = Math.trunc(Number(parameters.get('limit') ?? PAGE)) || PAGE;
    const page = await listRuns(getServices().database.readPool, parseRunFilters(parameters), {
      cursor: cursor === null || cursor === '' ? null : parseRunCursor(cursor),
      limit: Math.min(LONGEST_PAGE, Math.max(1, asked)),
    });
    return Response.json(page);
  });
}
