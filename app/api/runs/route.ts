import { answer } from '@/app/api/answer';
import { takeHistoryPage } from '@/app/api/person-gate';
import { listRunsOfAddress } from '@/lib/history/list-runs';
import { getServices } from '@/lib/services/get-services';

/** The history, newest first: the filters of the page, `cursor`, `limit`. */
export function GET(request: Request): Promise<Response> {
  return answer(
    'read-history',
    async ({ subject }) => {
      takeHistoryPage(subject);
      const parameters = new URL(request.url).searchParams;
      return Response.json(await listRunsOfAddress(getServices().database.readPool, parameters));
    },
    { signal: request.signal },
  );
}
