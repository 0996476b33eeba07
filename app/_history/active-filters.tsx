'use client';

import Link from 'next/link';
import { X } from 'lucide-react';
import { joinNames } from '@/app/_ui/format-number';
import { parseSearch, type SearchTerm } from '@/lib/history/parse-search';
import { filtersLabel } from './filter-labels';
import { causeLabel } from './outcome-labels';
import { runsPath } from './runs-path';

type Props = {
  /** Query string without the cursor. */
  readonly filters: string;
  /** E-mail of the reader. */
  readonly self: string;
};

const CHIP =
  'inline-flex min-h-7 items-center gap-1 rounded-full border px-2.5 py-0.5 text-xs font-medium';
const OFFERED = `${CHIP} border-line-strong text-muted hover:text-ink hover:bg-sunken`;
const SET = `${CHIP} border-accent bg-accent-soft text-accent`;

/** One chip per filter that is set, to take it away, then the usual ones to add. */
export function FilterChips({ filters, self }: Props) {
  const given = new URLSearchParams(filters);
  const mine = given.get('agent') === self;
  return (
    <ul aria-label="Filters" className="no-print flex flex-wrap gap-2">
      {FILTERS.filter((name) => given.has(name)).map((name) => (
        <li key={name} className="min-w-0">
          <Link href={runsPath(filters, { [name]: null })} className={`${SET} max-w-full`}>
            <span className="min-w-0 truncate">{chipLabel(name, given.get(name) ?? '')}</span>
            <X aria-hidden className="size-3.5 shrink-0" />
            <span className="sr-only">, remove this filter</span>
          </Link>
        </li>
      ))}
      {!mine && (
        <li>
          <Link href={runsPath(filters, { agent: self })} prefetch={false} className={OFFERED}>
            Mine
          </Link>
        </li>
      )}
      {PRESETS.map(({ label, days }) => (
        <li key={label}>
          <Link
            href={runsPath(filters, daysUntilNow(days))}
            prefetch={false}
            suppressHydrationWarning
            className={OFFERED}
          >
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Those of a run; what else stands in the address, such as a page, is no filter. */
const FILTERS = ['q', 'status', 'agent', 'environment', 'cause', 'from', 'to', 'expired'] as const;

const PRESETS = [
  { label: 'Today', days: 1 },
  { label: 'Last 7 days', days: 7 },
  { label: 'Last 30 days', days: 30 },
] as const;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The last so many days in UTC, today among them. */
function daysUntilNow(days: number): Readonly<Record<string, string | null>> {
  const now = Date.now();
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: day(now - (days - 1) * DAY_MS), to: null };
}

function chipLabel(name: string, value: string): string {
  return filtersLabel(new URLSearchParams({ [name]: value }).toString());
}

type SearchInterpretationProps = { readonly search: string; readonly cause: string };

/** Says when something was looked up exactly, so that no one wonders why a part does not match. */
export function SearchInterpretation({ search, cause }: SearchInterpretationProps) {
  const terms = parseSearch(search);
  const exact = terms.some(({ kind }) => kind !== 'text');
  if (!exact && cause === '') return null;
  return (
    <p className="text-xs text-muted">
      {cause !== '' && <>Only runs that failed or were refused by: {causeLabel(cause)}. </>}
      {exact && (
        <>
          Searched for {joinNames(terms.map(describeTerm))}. To match a word anywhere, put it in
          quotes.
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
    case 'run-start':
      return `runs whose ID starts with ${term.start}`;
    case 'run':
    case 'snapshot':
    case 'instance':
    case 'volume':
      return `the ${term.kind} ${term.id}`;
  }
}
