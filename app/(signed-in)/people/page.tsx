import { PeopleView } from '@/app/_people/people-view';
import { requirePagePerson } from '@/lib/auth/access';
import { listSignedInPeople } from '@/lib/auth/list-people';
import { getServices } from '@/lib/services/get-services';

export const metadata = { title: 'Signed-in people' };

export default async function PeoplePage() {
  const { subject } = await requirePagePerson('manage-people');
  const { config, database } = getServices();
  const people = await listSignedInPeople(database.prisma, config.roleGroups);
  return <PeopleView people={people} ownSubject={subject} />;
}
