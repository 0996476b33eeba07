import { Readable } from 'node:stream';
import { z } from 'zod';
import { answer } from '@/app/api/answer';
import { writeLog } from '@/lib/history/write-log';
import { EVENTS_AT_ONCE, listEvents } from '@/lib/history/list-events';
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
    if (format === 'json') {
      const events = await listEvents(database.prisma, run.id, which);
      return Response.json({ events, goesOn: events.length === EVENTS_AT_ONCE });
    }
    const text = Readable.from(writeLog(database.prisma, run.id, which), { objectMode: false });
    return new Response(Readable.toWeb(text) as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${run.ticket}-${run.id}.log"`,
      },
    });
  });
}
