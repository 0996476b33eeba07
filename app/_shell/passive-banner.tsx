'use client';

import { useQuery } from '@tanstack/react-query';
import { passiveQuery } from '@/app/_queries/passive-query';
import { lazyPart } from '@/app/_ui/lazy-part';

const PassiveNotice = lazyPart(() =>
  import('./passive-notices').then((file) => file.PassiveNotice),
);
const RestoredNotice = lazyPart(() =>
  import('./passive-notices').then((file) => file.RestoredNotice),
);

/** On every page while no new snapshot is taken; offered to admins after a restore. */
export function PassiveBanner() {
  const { passive = null, restored = null } = useQuery(passiveQuery()).data ?? {};
  if (passive !== null) return <PassiveNotice passive={passive} />;
  return restored === null ? null : <RestoredNotice sentence={restored} />;
}
