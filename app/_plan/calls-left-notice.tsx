import { countOf, formatNumber } from '@/app/_ui/number-words';
import { Notice } from '@/app/_ui/notice';
import type { RateLimit } from '@/lib/freshservice/rate-limit';

type Props = {
  /** Set only when few are left. */
  readonly callsLeft: RateLimit | null;
};

/** Freshservice limits the calls of the whole account; whoever looks should not use up the last. */
export function CallsLeftNotice({ callsLeft }: Props) {
  if (callsLeft === null) return null;
  const { remaining, total } = callsLeft;
  return (
    <Notice
      tone="attention"
      title={`Freshservice takes only ${countOf(remaining, 'more call')} this minute, of ${formatNumber(total)}`}
    >
      Until the minute is over, this page does not read again by itself when you come back to it.
      Refresh and Execute still do, as long as Freshservice answers.
    </Notice>
  );
}
