import { countOf } from '@/app/_ui/number-words';
import type { Tone } from '@/app/_ui/tone';
import type { SnapshotNow } from '@/lib/run/run';
import { SNAPSHOT_STATE_WORDS } from './run-words';

/** The state of one snapshot today, in words. */
export function describeSnapshotNow(snapshot: SnapshotNow): {
  readonly tone: Tone;
  readonly word: string;
} {
  switch (snapshot.kind) {
    case 'exists':
      return SNAPSHOT_STATE_WORDS[snapshot.state];
    case 'deleted':
      return { tone: 'bad', word: 'Does not exist any more' };
    case 'not-listed-yet':
      return { tone: 'progress', word: 'Not listed by EC2 yet' };
    case 'unread':
      return { tone: 'attention', word: 'Could not be asked' };
  }
}

/** `2 snapshots exist, 1 locked. 1 does not exist any more.` */
export function countSeen(snapshots: readonly SnapshotNow[]): string {
  const count = (kind: SnapshotNow['kind']) => snapshots.filter((one) => one.kind === kind).length;
  const locked = snapshots.filter((one) => one.kind === 'exists' && one.lock !== null).length;
  const parts = [
    `${countOf(count('exists'), 'snapshot exists', 'snapshots exist')}${locked > 0 ? `, ${locked} locked` : ''}.`,
  ];
  if (count('deleted') > 0) {
    parts.push(`${countOf(count('deleted'), 'does', 'do')} not exist any more.`);
  }
  if (count('not-listed-yet') > 0) {
    parts.push(`${countOf(count('not-listed-yet'), 'is', 'are')} not listed by EC2 yet.`);
  }
  if (count('unread') > 0) parts.push(`${count('unread')} could not be asked for.`);
  return parts.join(' ');
}

/** What a person looks for first: what is gone, then what could not be asked. */
const ORDER: readonly SnapshotNow['kind'][] = ['deleted', 'unread', 'not-listed-yet', 'exists'];

export function sortSeen(snapshots: readonly SnapshotNow[]): readonly SnapshotNow[] {
  return snapshots.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}
