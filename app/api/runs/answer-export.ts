import { Readable } from 'node:stream';
import { v7 as createId } from 'uuid';
import { answer } from '@/app/api/answer';
import { createGate } from '@/app/api/gate';
import { EXPORTS } from '@/app/api/person-gate';
import type { Person } from '@/lib/auth/role';
import { EXPORT_FORMATS } from '@/lib/history/export/export-format';
import type { ExportFormat } from '@/lib/history/export/export-record';
import { parseRunFilters } from '@/lib/history/run-filters';
import { startExport } from '@/lib/history/export/start-export';
import { getServices } from '@/lib/services/get-services';

/** Each holds a connection of the pool until its last row is read. */
const exports = createGate(5, 'exports');

/** A place among all exports and one among the person's own, held until the last row. */
async function enterBoth(subject: string, signal: AbortSignal): Promise<() => void> {
  const leaveOwn = await EXPORTS.enter(subject, signal);
  try {
    const leaveAll = exports.enter();
    return () => {
      leaveAll();
      leaveOwn();
    };
  } catch (error) {
    leaveOwn();
    throw error;
  }
}

/** The history as a file, with the same filters as the page; the file's name has its record's id. */
export function answerExport(request: Request, format: ExportFormat): Promise<Response> {
  const write = async ({ subject, email, name }: Person): Promise<Response> => {
    const filters = parseRunFilters(new URL(request.url).searchParams);
    const id = createId();
    const leave = await enterBoth(subject, request.signal);
    const rows = await startExport(getServices().database, {
      id,
      format,
      filters,
      agent: { subject, email, name },
    }).catch((error: unknown) => {
      leave();
      throw error;
    });
    rows.once('close', leave);
    request.signal.addEventListener('abort', () => rows.destroy());
    // Who left before the first byte is told of no more.
    if (request.signal.aborted) rows.destroy();
    const day = new Date().toISOString().slice(0, 10);
    return new Response(Readable.toWeb(rows) as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': EXPORT_FORMATS[format].contentType,
        'content-disposition': `attachment; filename="snapgate-runs-${day}-${id}.${format}"`,
        'x-snapgate-export': id,
      },
    });
  };
  return answer('export', write, { quota: 'exports' });
}
