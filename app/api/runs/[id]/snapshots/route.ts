import { answer } from '@/app/api/answer';
import type { Person } from '@/lib/auth/role';
import { requireRun } from '@/lib/history/find-run';
import { checkSnapshots } from '@/lib/run/follow-up/check-snapshots';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly id: string }> };

/** What EC2 has now of the run's snapshots, asked with the session of the person who wants to know. */
export function GET(_request: Request, { params }: Context): Promise<Response> {
  const look = async ({ email }: Person): Promise<Response> => {
    const { config, database, engine } = getServices();
    const run = await requireRun(database.prisma, (await params).id);
    const now = await checkSnapshots(run.steps, {
      environmentNames: config.environments.map(({ name }) => name),
      findEnvironment: (name) => engine.findEnvironment(name, email),
      now: () => new Date(),
    });
    return Response.json(now);
  };
  return answer('read-history', look, { quota: 'lookUps' });
}
