import { ProgressBar } from '@/app/_ui/progress-bar';
import { TONE_TEXT } from '@/app/_ui/tone';
import { ToneIcon } from '@/app/_ui/tone-icon';
import type { RunStep } from '@/lib/run/run';
import { isGivenUp, SNAPSHOT_STATE_WORDS } from './run-words';

type Props = { readonly step: RunStep };

/** The snapshot's own state and per cent; the space is kept before there is one. */
export function SnapshotProgress({ step }: Props) {
  if (step.snapshotState === null) {
    return <span className="block h-9 text-muted">{isGivenUp(step) ? 'none' : 'not started'}</span>;
  }
  const { tone, word } = SNAPSHOT_STATE_WORDS[step.snapshotState];
  const completed = step.snapshotState === 'completed';
  const percent = completed ? 100 : (step.snapshotProgress ?? 0);
  return (
    <div className="h-9">
      <p className={`flex items-center gap-1.5 text-xs ${TONE_TEXT[tone]}`}>
        <ToneIcon tone={tone} className="size-3.5" />
        {word}
        <span className="ml-auto text-muted">{percent} %</span>
      </p>
      <div className="mt-1.5">
        <ProgressBar
          label={`Snapshot of ${step.serverName}`}
          value={percent}
          tone={completed ? 'good' : 'progress'}
        />
      </div>
    </div>
  );
}
