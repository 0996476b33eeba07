import Link from 'next/link';
import { redirect } from 'next/navigation';
import { LonePage } from '@/app/_shell/lone-page';
import { SignOutButton } from '@/app/_shell/sign-out-button';
import { buttonLook } from '@/app/_ui/button';
import { findPerson } from '@/lib/auth/access';
import { ROLES, type Role } from '@/lib/auth/role';
import { getConfig } from '@/lib/config/get-config';

export const metadata = { title: 'No access' };

const MAY: Readonly<Record<Role, string>> = {
  viewer: 'look tickets up and read the history',
  operator: 'also take snapshots',
  auditor: 'read and export the history',
  admin: 'do everything',
  override: 'beside another role, go on against a rule of the service desk',
};

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
      <KnownGroups />
      <div className="flex flex-wrap gap-3">
        <SignOutButton />
        {person.roles.length > 0 && (
          <Link href="/" className={buttonLook('secondary')}>
            Back to Snapgate
          </Link>
        )}
      </div>
    </LonePage>
  );
}

/** What to ask for, in the words that the people who manage groups know. */
function KnownGroups() {
  const { roleGroups } = getConfig();
  const roles = ROLES.filter((role) => roleGroups[role].length > 0);
  return (
    <ul className="list-disc space-y-1 pl-5">
      {roles.map((role) => (
        <li key={role}>
          <span className="font-mono text-xs break-all text-ink">
            {roleGroups[role].join(' or ')}
          </span>{' '}
          to {MAY[role]}
        </li>
      ))}
    </ul>
  );
}
