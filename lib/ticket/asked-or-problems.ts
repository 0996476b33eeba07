import type { SnapshotRequest, TaskProblem } from './ticket';

export type Asked = Pick<SnapshotRequest, 'serverName' | 'target'>;

/** What a task asks for, or everything that is wrong with it: never a part of a request. */
export type AskedOrProblems =
  | { readonly ok: true; readonly asked: readonly Asked[] }
  | { readonly ok: false; readonly problems: readonly TaskProblem[] };
