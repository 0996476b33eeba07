import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { countOf } from '@/app/_ui/number-words';
import { Panel } from '@/app/_ui/panel';
import { Time } from '@/app/_ui/time';
import type { SignedInPerson } from '@/lib/auth/list-people';
import { RevokeButton } from './revoke-button';

type Props = { readonly people: readonly SignedInPerson[]; readonly ownSubject: string };

const COLUMNS = ['Person', 'Role', 'Browsers', 'Signed in', 'Last seen', 'Access'];

/** Who is signed in right now, and the way to end it. */
export function PeopleView({ people, ownSubject }: Props) {
  return (
    <div className="space-y-4">
      <div>
        <h1 className="text-xl font-semibold">Signed-in people</h1>
        <p className="mt-1 max-w-prose text-pretty text-muted">
          Signing somebody out works at once, in every browser, and stops their runs before the next
          snapshot. They can sign in again as long as their groups in single sign-on allow it.
        </p>
      </div>
      <Panel id="people" title="Right now" aside={countOf(people.length, 'person', 'people')}>
        <DataTable label="Signed-in people, the last seen first" columns={COLUMNS}>
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
