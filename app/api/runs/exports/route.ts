import { answer } from '@/app/api/answer';
import { listExports } from '@/lib/history/export/export-record';
import { parseRunCursor } from '@/lib/history/run-cursor';
import { getServices } from '@/lib/services/get-services';

const PAGE = 50;

/** Who exported which part of the history, newest first; `cursor` goes on. */
export function GET(request: Request): Promise<Response> {
  return answer('export', async () => {
    const cursor = new URL(request.url).searchParams.get('cursor');
    const page = await listExports(getServices().database.prisma, {
      cursor: cursor === null || cursor === '' ? null : parseRunCursor(cursor),
      limit: PAGE,
    });
    return Response.json(page);
  });
}
