import { ExpiredView } from '@/app/_history/expired-view';
import { takeTurn } from '@/app/api/answer';
import { requirePagePerson } from '@/lib/auth/access';
import { hasPermission } from '@/lib/auth/role';
import { readDay } from '@/lib/history/run-filters';
import { formatDate } from '@/lib/plan/tag-snapshot';
import { listExpiredRuns, totalExpired } from '@/lib/run/expired-snapshots';
import { getServices } from '@/lib/services/get-services';

type Props = { readonly searchParams: Promise<Readonly<Record<string, string | string[]>>> };

export const metadata = { title: 'Expired snapshots' };

export default async function ExpiredPage({ searchParams }: Props) {
  const person = await requirePagePerson('read-history');
  const { config, database } = getServices();
  const { by } = await searchParams;
  const today = formatDate(new Date(), config.timeZone);
  const day = readDay(by) ?? today;
  const [totals, runs] = await takeTurn(
    person,
    () => Promise.all([totalExpired(database.prisma, day), listExpiredRuns(database.prisma, day)]),
    {},
  );
  const keepDays = config.environments.flatMap((one) =>
    one.keepDays === undefined ? [] : [{ name: one.name, keepDays: one.keepDays }],
  );
  return (
    <ExpiredView
      day={day}
      isLater={day > today}
      totals={totals}
      runs={runs}
      keepDays={keepDays}
      canExport={hasPermission(person.roles, 'export')}
    />
  );
}
