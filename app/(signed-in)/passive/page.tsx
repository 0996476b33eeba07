import { PassiveView } from '@/app/_passive/passive-view';
import { requirePagePerson } from '@/lib/auth/access';
import { findPassiveMode, listPassiveChanges } from '@/lib/run/engine/passive-mode';
import { getServices } from '@/lib/services/get-services';

export const metadata = { title: 'Passive mode' };

const SHOWN = 20;

export default async function PassivePage() {
  await requirePagePerson('set-passive-mode');
  const { config, database } = getServices();
  const [mode, changes] = await Promise.all([
    findPassiveMode(database.prisma, config.run),
    listPassiveChanges(database.prisma, SHOWN),
  ]);
  return <PassiveView mode={mode} changes={changes} />;
}
