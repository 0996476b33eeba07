/** The state of a snapshot, or of its step, in the words of a run's page. Other states stay as they are. */
export function labelSnapshotState(state: string, kind: 'create' | 'delete'): string {
  if (kind === 'delete' && state === 'calling') return 'deleting';
  return LABELS.get(state) ?? state;
}

const LABELS: ReadonlyMap<string, string> = new Map([
  ['planned', 'waiting'],
  ['calling', 'creating'],
  ['unknown', 'verifying'],
  ['pending', 'copying'],
  ['unlisted', 'not listed by EC2'],
  ['recoverable', 'in the Recycle Bin'],
]);
