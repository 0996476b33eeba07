import { answer } from '@/app/api/answer';
import { listRecentTickets, listRunningRuns } from '@/lib/history/list-recent-tickets';
import { getServices } from '@/lib/services/get-services';

export function GET(): Promise<Response> {
  return answer('read-history', async () => {
    const { prisma } = getServices().database;
    const [tickets, running] = await Promise.all([
      listRecentTickets(prisma),
      listRunningRuns(prisma),
    ]);
    return Response.json({ tickets, running });
  });
}
