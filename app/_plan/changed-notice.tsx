import { Button } from '@/app/_ui/button';
import { Notice } from '@/app/_ui/notice';
import type { PlanDifference } from '@/lib/plan/plan-difference';
import { PlanChanges } from './plan-changes';

type Props = { readonly changes: readonly PlanDifference[]; readonly onSeen: () => void };

/** The world moved while the page was open; said before anybody presses Execute. */
export function ChangedNotice({ changes, onSeen }: Props) {
  if (changes.length === 0) return null;
  return (
    <Notice tone="attention" title="The plan changed since you opened it" urgent>
      <PlanChanges changes={changes} />
      <Button onClick={onSeen}>I have seen it</Button>
    </Notice>
  );
}
