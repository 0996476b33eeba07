import { RUN_STATUS_WORDS } from '@/app/_run/run-words';
import type { RunStatus } from '@/lib/run/run';
import { describeCause } from './outcome-words';

/** The filters of an address in words; `Everything` where there are none. */
export function describeFilters(query: string): string {
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
    ...say('cause', describeCause),
    ...say('from', (day) => `from ${day}`),
    ...say('to', (day) => `to ${day}`),
  ];
  return parts.length === 0 ? 'Everything' : parts.join(', ');
}

function describeStatus(status: string): string {
  return status in RUN_STATUS_WORDS
    ? RUN_STATUS_WORDS[status as RunStatus].word.toLowerCase()
    : status;
}
