import type { SnapshotRequest } from '@/lib/ticket/ticket';

/** The server in the words of the task, such as `web-01 (10.0.0.5)`. */
export function describeRequest(request: SnapshotRequest): string {
  if (request.target.by === 'name') return `“${request.target.name}”`;
  const { address } = request.target;
  return request.serverName === null ? address : `${request.serverName} (${address})`;
}

/** Names a request within its ticket, so that its finding keeps its key over look-ups. */
export function identifyRequest(request: SnapshotRequest): string {
  const { target } = request;
  return `${request.taskId}:${target.by === 'name' ? target.name : target.address}`;
}

const LIST_LIMIT = 10;

/** `a`, `a and b`, `a, b and c`; long lists are cut with a count. */
export function joinNames(names: readonly string[]): string {
  const hidden = names.length - LIST_LIMIT;
  const shown = hidden > 0 ? [...names.slice(0, LIST_LIMIT), `${hidden} more`] : names;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}
