import { Readable } from 'node:stream';
import { answer } from '@/app/api/answer';
import { exportRuns } from '@/lib/history/export-runs';
import { parseRunFilters } from '@/lib/history/run-filters';
import { getServices } from '@/lib/services/get-services';

/** The history as CSV, with the same filters as the page. */
export function GET(request: Request): Promise<Response> {
  return answer('export', async () => {
    const filters = parseRunFilters(new URL(request.url).searchParams);
    const rows = await exportRuns(getServices().database.pool, filters);
    request.signal.addEventListener('abort', () => rows.destroy());
    return new Response(Readable.toWeb(rows) as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="snapgate-runs-${new Date().toISOString().slice(0, 10)}.csv"`,
      },
    });
  });
}
