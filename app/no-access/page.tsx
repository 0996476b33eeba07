import { redirect } from 'next/navigation';
import { LonePage } from '@/app/_shell/lone-page';
import { SignOutButton } from '@/app/_shell/sign-out-button';
import { findPerson } from '@/lib/auth/access';

export const metadata = { title: 'No access' };

export default async function NoAccessPage() {
  const person = await findPerson();
  if (person === null) redirect('/signin');
  return (
    <LonePage title="Your account has no access to this">
      <p>
        You are signed in as {person.name} ({person.email})
        {person.roles.length === 0
          ? ', but none of your groups is known to Snapgate.'
          : `, with the role ${person.roles.join(', ')}.`}
      </p>
      <p>
        Ask the people who run Snapgate, or whoever manages groups in your single sign-on, to add
        you to a group that Snapgate knows; then sign in again.
      </p>
      <SignOutButton />
    </LonePage>
  );
}
