import { answer } from '@/app/api/answer';
import { listArmedRuns } from '@/lib/run/before/armed-run';
import { listComing } from '@/lib/run/before/list-coming';
import { getServices } from '@/lib/services/get-services';

export function GET(): Promise<Response> {
  return answer('look-up', async ({ email }) => {
    const { config, database } = getServices();
    const environmentNames = config.environments.map(({ name }) => name);
    const [coming, armed] = await Promise.all([
      config.coming.hours === 0 ? null : listComing(database.prisma, email),
      listArmedRuns(database.prisma),
    ]);
    return Response.json({ coming, armed, environmentNames });
  });
}
