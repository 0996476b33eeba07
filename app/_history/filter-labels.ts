import { STATUS_FILTER_LABELS } from '@/app/_run/run-labels';
import type { RunStatus } from '@/lib/run/run';
import { causeLabel } from './outcome-labels';

/** The filters of an address in words; `Everything` where there are none. */
export function filtersLabel(query: string): string {
  const given = new URLSearchParams(query);
  const say = (name: string, words: (value: string) => string) => {
    const value = given.get(name);
    return value === null ? [] : [words(value)];
  };
  const parts = [
    ...say('q', (text) => `“${text}”`),
    ...say('status', (statuses) => statuses.split(',').map(describeStatus).join(' or ')),
    ...say('agent', (agent) => agent),
    ...say('environment', (environment) => environment),
    ...say('cause', causeLabel),
    ...say('from', (day) => `from ${day}`),
    ...say('to', (day) => `to ${day}`),
    ...say('expired', (day) => `expired by ${day}`),
  ];
  return parts.length === 0 ? 'Everything' : parts.join(', ');
}

function describeStatus(status: string): string {
  return status in STATUS_FILTER_LABELS
    ? STATUS_FILTER_LABELS[status as RunStatus].toLowerCase()
    : status;
}
