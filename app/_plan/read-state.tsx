import { RefreshCw } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { Time } from '@/app/_ui/time';

type Props = {
  readonly readAt: string;
  readonly reading: boolean;
  readonly onRefresh: () => void;
};

/** When the outside systems were read, and the way to read them again. */
export function ReadState({ readAt, reading, onRefresh }: Props) {
  return (
    <div className="no-print flex items-center gap-3">
      <span className="text-xs text-muted">
        {reading ? (
          'Reading again…'
        ) : (
          <>
            Read <Time at={readAt} />
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
