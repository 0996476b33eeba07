'use client';

import { useEffect, useRef, type ComponentProps, type FormEvent, type ReactNode } from 'react';
import { useRouter, useSearchParams } from 'next/navigation';
import { Search } from 'lucide-react';
import { STATUS_FILTER_LABELS } from '@/app/_run/run-labels';
import { Button } from '@/app/_ui/button';
import { buttonLook } from '@/app/_ui/button-look';
import { RUN_STATUSES } from '@/lib/run/run';
import Link from 'next/link';

type Props = {
  readonly environmentNames: readonly string[];
  /** E-mails to pick from; any other can be typed. */
  readonly agents: readonly string[];
};

/** The statuses to look at when something went wrong. */
const PROBLEMS = 'partial,failed,rejected';
const FIELD = 'h-9 w-full rounded-md border border-line-strong bg-surface px-2';

/** Search and filters. Sending them writes them into the address, so that it can be shared. */
export function HistoryFilters({ environmentNames, agents }: Props) {
  const router = useRouter();
  const now = useSearchParams();
  const form = useRef<HTMLFormElement>(null);

  // The back button changes the address under the form, which keeps its focus meanwhile. The first
  // time the server has filled it in, and what was typed before this code arrived stays.
  const filled = useRef(now);
  useEffect(() => {
    if (form.current === null || filled.current === now) return;
    filled.current = now;
    fillFields(form.current, now);
  }, [now]);

  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const parameters = new URLSearchParams();
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === 'string' && value.trim() !== '') parameters.set(name, value.trim());
    }
    router.push(`/runs?${parameters.toString()}`);
  }

  const given = (name: string) => now.get(name) ?? '';
  return (
    <form
      ref={form}
      action="/runs"
      role="search"
      onSubmit={apply}
      className="grid grid-cols-2 items-end gap-3 md:grid-cols-3 lg:grid-cols-[2fr_1fr_1fr_1fr_1fr_1fr_auto]"
    >
      <Field label="Search" className="col-span-2 md:col-span-1">
        <input
          name="q"
          type="search"
          data-search-box
          defaultValue={given('q')}
          maxLength={200}
          placeholder="Ticket, server, IP, snapshot ID, error"
          className={FIELD}
        />
      </Field>
      <Field label="Status">
        <select name="status" defaultValue={given('status')} className={FIELD}>
          <option value="">Any</option>
          <option value={PROBLEMS}>With problems</option>
          {RUN_STATUSES.map((status) => (
            <option key={status} value={status}>
              {STATUS_FILTER_LABELS[status]}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Environment">
        <select name="environment" defaultValue={given('environment')} className={FIELD}>
          <option value="">Any</option>
          {environmentNames.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
      <Field label="Agent">
        <AgentPicker agents={agents} given={given('agent')} />
      </Field>
      <Field label="From (UTC)">
        <input name="from" type="date" defaultValue={given('from')} className={FIELD} />
      </Field>
      <Field label="To (UTC)">
        <input name="to" type="date" defaultValue={given('to')} className={FIELD} />
      </Field>
      <KeptFilters given={given} />
      <div className="flex gap-2">
        <Button type="submit" variant="primary">
          <Search aria-hidden className="size-4" /> Search
        </Button>
        {now.size > 0 && (
          <Link href="/runs" className={buttonLook('ghost')}>
            Clear
          </Link>
        )}
      </div>
    </form>
  );
}

/** Filters that other pages link with and that have no field here. */
function KeptFilters({ given }: { readonly given: (name: string) => string }) {
  return ['cause', 'expired']
    .filter((name) => given(name) !== '')
    .map((name) => <input key={name} type="hidden" name={name} defaultValue={given(name)} />);
}

type AgentPickerProps = { readonly agents: readonly string[]; readonly given: string };

/** People who started runs lately, to pick from; any other e-mail can be typed. */
function AgentPicker({ agents, given }: AgentPickerProps) {
  return (
    <>
      <input name="agent" list="agents" defaultValue={given} maxLength={200} className={FIELD} />
      <datalist id="agents">
        {agents.map((email) => (
          <option key={email} value={email}>
            {email}
          </option>
        ))}
      </datalist>
    </>
  );
}

function fillFields(form: HTMLFormElement, given: { get(name: string): string | null }): void {
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
      field.value = given.get(field.name) ?? '';
    }
  }
}

type FieldProps = ComponentProps<'label'> & {
  readonly label: string;
  readonly children: ReactNode;
};

function Field({ label, children, className = '' }: FieldProps) {
  return (
    <label className={`block min-w-0 ${className}`}>
      <span className="mb-1 block text-xs text-muted">{label}</span>
      {children}
    </label>
  );
}
