import { joinNames } from '@/app/_ui/number-words';
import { parseSearch, type SearchTerm } from '@/lib/history/parse-search';
import { describeCause } from './outcome-words';

type Props = { readonly search: string; readonly cause: string };

/** Says when something was looked up exactly, so that nobody wonders why a part does not match. */
export function ReadAs({ search, cause }: Props) {
  const terms = parseSearch(search);
  const exact = terms.some(({ kind }) => kind !== 'text');
  if (!exact && cause === '') return null;
  return (
    <p className="text-xs text-muted">
      {cause !== '' && <>Only runs that failed or were refused by: {describeCause(cause)}. </>}
      {exact && (
        <>
          Looked for {joinNames(terms.map(describeTerm))}. Put a word in quotes to find it as a part
          of anything.
        </>
      )}
    </p>
  );
}

function describeTerm(term: SearchTerm): string {
  switch (term.kind) {
    case 'ticket':
      return `the ticket ${term.tickets.join(' or ')}`;
    case 'agent':
      return `the agent ${term.email}`;
    case 'address':
      return `the address ${term.address}`;
    case 'text':
      return `the text “${term.text}”`;
    case 'run':
    case 'snapshot':
    case 'instance':
    case 'volume':
      return `the ${term.kind} ${term.id}`;
  }
}
