'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useCommand } from '@/app/_queries/use-command';
import { announce } from '@/app/_ui/announcer';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { countOf } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Time } from '@/app/_ui/time';
import { revokePerson } from '@/app/actions/revoke-person';
import type { SignedInPerson } from '@/lib/auth/list-people';

type Props = { readonly people: readonly SignedInPerson[]; readonly ownSubject: string };

const COLUMNS = ['Person', 'Role', 'Browsers', 'Signed in', 'Last seen', 'Access'];

/** Who is signed in right now, and the way to end it. */
export function PeopleView({ people, ownSubject }: Props) {
  return (
    <div className="space-y-4">
      <div>
        <h1 className="text-xl font-semibold">Signed-in people</h1>
        <p className="mt-1 max-w-prose text-pretty text-muted">
          Signing a person out takes effect at once, in every browser, and stops their runs before
          the next snapshot. They can sign in again as long as their groups in single sign-on allow
          it.
        </p>
      </div>
      <Panel id="people" title="Right now" aside={countOf(people.length, 'person', 'people')}>
        <DataTable label="Signed-in people, most recently seen first" columns={COLUMNS}>
          <TableBody>
            {people.map((person) => (
              <PersonRow
                key={person.subject}
                person={person}
                isSelf={person.subject === ownSubject}
              />
            ))}
          </TableBody>
        </DataTable>
      </Panel>
    </div>
  );
}

type RowProps = { readonly person: SignedInPerson; readonly isSelf: boolean };

function PersonRow({ person, isSelf }: RowProps) {
  return (
    <TableRow>
      <TableCell label="Person">
        <span className="font-medium">{person.name}</span>
        <span className="block max-w-72 truncate text-xs text-muted" title={person.subject}>
          {person.email}
        </span>
      </TableCell>
      <TableCell label="Role">{person.roles.join(', ') || 'none'}</TableCell>
      <TableCell label="Browsers">{person.sessions}</TableCell>
      <TableCell label="Signed in">
        <Time at={person.since} />
      </TableCell>
      <TableCell label="Last seen">
        <Time at={person.lastSeenAt} />
      </TableCell>
      <TableCell label="Access">
        {isSelf ? <span className="text-muted">you</span> : <RevokeButton person={person} />}
      </TableCell>
    </TableRow>
  );
}

type RevokeButtonProps = { readonly person: Pick<SignedInPerson, 'subject' | 'name' | 'sessions'> };

/** Signs one person out everywhere, after saying what that does. */
function RevokeButton({ person }: RevokeButtonProps) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { pending, problem, send } = useCommand();
  const browsers = countOf(person.sessions, 'browser');

  function confirm() {
    return send(
      () => revokePerson({ subject: person.subject }),
      ({ runs }) => {
        announce(`${person.name} is signed out; ${countOf(runs, 'run')} stopped.`);
        setAsking(false);
        router.refresh();
      },
    );
  }

  return (
    <>
      <Button onClick={() => setAsking(true)} aria-label={`Sign out ${person.name}`}>
        Sign out
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Sign ${person.name} out of ${browsers}?`}
        description="Takes effect immediately. Snapshots that have not started are not taken; calls in flight finish."
        action={`Sign ${person.name} out`}
        actionVariant="danger"
        pending={pending}
        onConfirm={() => void confirm()}
      >
        {problem !== null && (
          <div className="mt-4">
            <ProblemPanel problem={problem} consequence="They may still be signed in." />
          </div>
        )}
      </ConfirmDialog>
    </>
  );
}
