import type { ReactNode } from 'react';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { SignOutButton } from '@/app/_shell/sign-out-button';
import { buttonLook } from '@/app/_ui/button-look';
import { countOf } from '@/app/_ui/format-number';
import { findPerson, findReceivedClaims } from '@/lib/auth/access';
import type { ReceivedClaims } from '@/lib/auth/claims';
import { ROLES, type Role, rolesWith } from '@/lib/auth/role';
import { getConfig } from '@/lib/config/get-config';

export const metadata = { title: 'No access' };

const MAY: Readonly<Record<Role, string>> = {
  viewer: 'look tickets up and read the history',
  operator: 'also take snapshots',
  auditor: 'read and export the history',
  admin: 'do everything',
  override: 'with another role, override a change policy',
  cleanup: 'delete snapshots',
};

type Props = { readonly searchParams: Promise<{ readonly needs?: string | string[] }> };

export default async function NoAccessPage({ searchParams }: Props) {
  const person = await findPerson();
  if (person === null) redirect('/signin');
  const needed = rolesWith((await searchParams).needs);
  return (
    <div className="mx-auto max-w-xl space-y-4 py-6 text-pretty text-muted">
      <h1 className="text-xl font-semibold text-balance text-ink">
        {needed.length === 0
          ? 'You do not have access to this page'
          : `This page requires the ${needed.join(' or ')} role`}
      </h1>
      <p>
        You are signed in as {person.name} ({person.email})
        {person.roles.length === 0
          ? ', but none of your groups has a role in Snapgate.'
          : `, with the role ${person.roles.join(', ')}.`}
      </p>
      <p>
        Ask your Snapgate administrator, or the people who manage groups in your single sign-on, to
        add you to one of these groups. Then sign in again.
      </p>
      <Received received={await findReceivedClaims()} />
      <KnownGroups />
      <div className="flex flex-wrap gap-3">
        <SignOutButton />
        {person.roles.length > 0 && (
          <Link href="/" className={buttonLook('secondary')}>
            Back to Snapgate
          </Link>
        )}
      </div>
    </div>
  );
}

/** What the sign-in brought, so that the people who manage groups see what is different. */
function Received({ received }: { readonly received: ReceivedClaims | null }) {
  if (received === null) return null;
  const { groupsClaim } = getConfig().oidc;
  return (
    <div className="space-y-1">
      {received.overage ? (
        <p>
          You are in so many groups that the provider left them out of the token. The
          provider&rsquo;s administrators can send only the groups assigned to this application, or
          use application roles with <Code>OIDC_GROUPS_CLAIM=roles</Code>.
        </p>
      ) : (
        <p>
          Your sign-in returned {countOf(received.groupCount, 'group')} in the{' '}
          <Code>{groupsClaim}</Code> claim{received.groupCount === 0 ? '.' : ':'}
        </p>
      )}
      {received.groups.length > 0 && (
        <p>
          <Code>{received.groups.join(', ')}</Code>
          {received.groupCount > received.groups.length && ' and more'}
        </p>
      )}
      <p>
        Claims received: <Code>{received.claims.join(', ')}</Code>
      </p>
    </div>
  );
}

function Code({ children }: { readonly children: ReactNode }) {
  return <span className="font-mono text-xs break-all text-ink">{children}</span>;
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
