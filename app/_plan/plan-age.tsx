import { RefreshCw } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { countOf, formatNumber } from '@/app/_ui/format-number';
import { Notice } from '@/app/_ui/notice';
import { Time } from '@/app/_ui/time';
import type { RateLimit } from '@/lib/freshservice/rate-limit';

type Props = {
  readonly readAt: string;
  readonly reading: boolean;
  readonly onRefresh: () => void;
};

/** When the outside systems were read, and the way to read them again. */
export function PlanAge({ readAt, reading, onRefresh }: Props) {
  return (
    <div className="no-print flex items-center gap-3">
      <span className="text-xs text-muted">
        {reading ? (
          'Updating…'
        ) : (
          <>
            Updated <Time at={readAt} relative />
          </>
        )}
      </span>
      <Button onClick={onRefresh} disabled={reading}>
        <RefreshCw aria-hidden className={`size-4 ${reading ? 'animate-spin' : ''}`} />
        Refresh
      </Button>
    </div>
  );
}

type CallsLeftNoticeProps = {
  /** Set only when few are left. */
  readonly callsLeft: RateLimit | null;
};

/** Freshservice limits the calls of the whole account; a lookup should not use up the last. */
export function CallsLeftNotice({ callsLeft }: CallsLeftNoticeProps) {
  if (callsLeft === null) return null;
  const { remaining, total } = callsLeft;
  return (
    <Notice
      tone="attention"
      title={`Only ${countOf(remaining, 'Freshservice call')} left this minute, of ${formatNumber(total)}`}
    >
      Automatic refresh is paused for a minute. Refresh and Execute still work while calls are left.
    </Notice>
  );
}
