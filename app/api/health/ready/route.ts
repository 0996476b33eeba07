import { checkDatabase, checkDatabaseAtStart } from '@/lib/db/check-database';
import { getServices } from '@/lib/services/get-services';
import { isStopping } from '@/lib/services/shutdown';

let hasBeenReady = false;

/** The process can do its work: its database answers, has the tables and can be written. */
export async function GET(): Promise<Response> {
  if (isStopping()) return answer(503, { status: 'stopping' });
  const { database } = getServices();
  const failure = await (hasBeenReady ? checkDatabase(database) : checkDatabaseAtStart(database));
  if (failure !== null) {
    const reason = failure.details.reason ?? failure.code;
    return answer(503, { status: 'not ready', reason: 'database', code: reason });
  }
  hasBeenReady = true;
  return answer(200, { status: 'ready' });
}

function answer(status: number, body: Readonly<Record<string, string | number>>): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

// Without this Next answers once, at build time, for good.
export const dynamic = 'force-dynamic';
