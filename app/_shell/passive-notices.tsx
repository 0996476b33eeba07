import Link from 'next/link';
import { Notice } from '@/app/_ui/notice';
import { Time } from '@/app/_ui/time';
import type { PassiveMode } from '@/lib/run/engine/passive-mode';

/** While no new snapshot is taken, and why. */
export function PassiveNotice({ passive }: { readonly passive: PassiveMode }) {
  return (
    <div className="mx-auto max-w-7xl px-4 pt-4">
      <Notice tone="attention" title="Passive mode: no new snapshots" urgent>
        <p>
          Execute and Retry are refused, and waiting snapshots are not started. Existing snapshots
          are still tracked.
        </p>
        {passive.by === 'variable' ? (
          <p>Turned on with the PASSIVE_MODE environment variable.</p>
        ) : (
          <p className="break-words">
            {passive.agentName} turned it on, <Time at={passive.at} />: {passive.reason}
          </p>
        )}
      </Notice>
    </div>
  );
}

/** A process started on a database in which nothing has happened to open runs for long. */
export function RestoredNotice({ sentence }: { readonly sentence: string }) {
  return (
    <aside aria-label="Restored database" className="mx-auto max-w-7xl px-4 pt-4">
      <Notice tone="attention" title="This database may have been restored from a backup">
        <p className="break-words">{sentence}</p>
        <p>
          <Link href="/passive" className="font-medium text-accent underline">
            Passive mode
          </Link>
        </p>
      </Notice>
    </aside>
  );
}
