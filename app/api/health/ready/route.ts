import { getServices } from '@/lib/services/get-services';

/** The process can do its work: its database answers. */
export async function GET(): Promise<Response> {
  try {
    await getServices().database.prisma.$queryRaw`SELECT FROM run LIMIT 1`;
    return Response.json({ status: 'ready' });
  } catch {
    return Response.json({ status: 'not ready', reason: 'database' }, { status: 503 });
  }
}

// Without this Next answers once, at build time, for good.
export const dynamic = 'force-dynamic';
