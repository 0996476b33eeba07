import { HydrationBoundary } from '@tanstack/react-query';
import { chooseFeatures } from '@/app/_after/run-features';
import { prefetch } from '@/app/_queries/first-look';
import { runKey, runLogKey } from '@/app/_queries/run-queries';
import { RunView } from '@/app/_run/run-view';
import { requirePagePerson } from '@/lib/auth/access';
import { hasPermission } from '@/lib/auth/role';
import { listEvents } from '@/lib/history/run-log';
import { getServices } from '@/lib/services/get-services';

type Props = { readonly params: Promise<{ readonly id: string }> };

/** The page reads on from the last of these by itself. */
const FROM_THE_START = { level: 'debug', after: 0 } as const;

export const metadata = { title: 'Run' };

export default async function RunPage({ params }: Props) {
  const { id } = await params;
  const person = await requirePagePerson('read-history');
  const { database, readRun } = getServices();
  const run = readRun(id);
  const state = await prefetch([
    [runKey(id), run],
    [runLogKey(id), run.then(() => listEvents(database.prisma, id, FROM_THE_START))],
  ]);
  return (
    <HydrationBoundary state={state}>
      <RunView
        runId={id}
        canExecute={hasPermission(person.roles, 'execute')}
        mayLookUp={hasPermission(person.roles, 'look-up')}
        features={chooseFeatures(getServices().config, person)}
      />
    </HydrationBoundary>
  );
}
