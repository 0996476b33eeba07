import { Readable } from 'node:stream';
import { z } from 'zod';
import { answer } from '@/app/api/answer';
import { AppError } from '@/lib/errors/app-error';
import { EVENTS_AT_ONCE, listEvents, writeLog } from '@/lib/history/run-log';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly id: string }> };

const query = z.object({
  level: z.enum(['debug', 'info', 'warn', 'error']).catch('debug'),
  // As far as the column goes.
  after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  format: z.enum(['json', 'text']).catch('json'),
});

/** A run's log: as JSON after a number, or as a text file. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answer('read-history', async () => {
    const { database, readRun } = getServices();
    const { format, ...which } = parseQuery(new URL(request.url).searchParams);
    const run = await readRun((await params).id);
    if (format === 'json') {
      const events = await listEvents(database.prisma, run.id, which);
      return Response.json({ events, goesOn: events.length === EVENTS_AT_ONCE });
    }
    const names = new Map(run.steps.map(({ id, serverName }) => [id, serverName]));
    const lines = writeLog(database.prisma, run.id, which, names);
    const text = Readable.from(lines, { objectMode: false });
    return new Response(Readable.toWeb(text) as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${run.ticket}-${run.id}.log"`,
      },
    });
  });
}

function parseQuery(parameters: URLSearchParams): z.infer<typeof query> {
  const parsed = query.safeParse(Object.fromEntries(parameters));
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: 'request-unreadable',
    message: '“after” must be the number of a line of the log.',
    hint: 'Leave it out to read the log from its first line.',
    cause: parsed.error,
  });
}
