import { z } from 'zod';
import { answer } from '@/app/api/answer';
import { formatLog } from '@/lib/history/format-log';
import { listEvents } from '@/lib/history/list-events';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly id: string }> };

const query = z.object({
  level: z.enum(['debug', 'info', 'warn', 'error']).catch('debug'),
  after: z.coerce.number().int().min(0).catch(0),
  format: z.enum(['json', 'text']).catch('json'),
});

/** A run's log: as JSON after a number, or as a text file. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answer('read-history', async () => {
    const { database, readRun } = getServices();
    const { format, ...which } = query.parse(Object.fromEntries(new URL(request.url).searchParams));
    const run = await readRun((await params).id);
    const events = await listEvents(database.prisma, run.id, which);
    if (format === 'json') return Response.json({ events });
    return new Response(formatLog(events), {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${run.ticket}-${run.id}.log"`,
      },
    });
  });
}
