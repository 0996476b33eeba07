import { createHash } from 'node:crypto';
import type { SnapshotRequest } from '@/lib/ticket/ticket';
import type { Finding } from './plan';

type FindingInput = Pick<Finding, 'code' | 'severity' | 'message' | 'hint'> & {
  /** What it is about: a task, a volume, a ticket. Code, subject and facts together are the key. */
  readonly subject: string;
} & Partial<Pick<Finding, 'taskIds' | 'environment' | 'overridable' | 'command'>>;

export function createFinding(input: FindingInput): Finding {
  const { subject, ...rest } = input;
  return {
    taskIds: [],
    environment: null,
    overridable: false,
    ...rest,
    key: `${input.code}:${subject}#${hashFacts(input)}`,
  };
}

/** What was acknowledged is what was said: another name, window or approval is another key. */
function hashFacts({ severity, message }: FindingInput): string {
  return createHash('sha256').update(`${severity} ${message}`).digest('hex').slice(0, FACTS_CHARS);
}

/** Sixteen characters of a hash: what `findingTopic` takes away again. */
const FACTS_CHARS = 16;

/** The server in the words of the task, such as `web-01 (10.0.0.5)`. */
export function labelRequest(request: SnapshotRequest): string {
  if (request.target.by === 'name') return `“${request.target.name}”`;
  const { address } = request.target;
  return request.serverName === null ? address : `${request.serverName} (${address})`;
}

/** Names a request within its ticket, so that its finding keeps its key over lookups. */
export function identifyRequest(request: SnapshotRequest): string {
  const { target } = request;
  return `${request.taskId}:${target.by === 'name' ? target.name : target.address}`;
}

const LIST_LIMIT = 10;

/** `a`, `a and b`, `a, b, and c`; long lists are cut with a count. */
export function joinNames(names: readonly string[]): string {
  const hidden = names.length - LIST_LIMIT;
  const shown = hidden > 0 ? [...names.slice(0, LIST_LIMIT), `${hidden} more`] : names;
  const last = shown.at(-1) ?? '';
  if (shown.length < 2) return last;
  return `${shown.slice(0, -1).join(', ')}${shown.length > 2 ? ',' : ''} and ${last}`;
}

/** `2026-11-24 18:59 UTC`: as people write it, and the same in the log, Slack and the CSV. */
export function formatMinute(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
