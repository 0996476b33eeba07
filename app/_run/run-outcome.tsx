import Link from 'next/link';
import { ProgressBar } from '@/app/_ui/progress-bar';
import { TONE_TEXT } from '@/app/_ui/tone';
import { ToneIcon } from '@/app/_ui/tone-icon';
import type { RunDetail } from '@/lib/run/run';
import { describeOutcome } from './describe-outcome';

type Props = { readonly run: RunDetail };

/** The run in one line: what exists, what does not, and how far EC2 is. */
export function RunOutcome({ run }: Props) {
  const outcome = describeOutcome(run);
  const percent = percentOf(run);
  return (
    <section
      aria-labelledby="outcome"
      className="rounded-lg border border-line bg-surface p-4 shadow-raised"
    >
      <div className={`flex gap-3 ${TONE_TEXT[outcome.tone]}`}>
        <ToneIcon tone={outcome.tone} className="mt-0.5 size-5" />
        <div className="min-w-0">
          <h2 id="outcome" className="text-base font-semibold text-balance">
            {outcome.title}
          </h2>
          <p className="mt-0.5 max-w-prose break-words text-pretty text-muted">{outcome.detail}</p>
          {run.status === 'rejected' && (
            <Link
              href={`/tickets/${run.ticket}`}
              className="mt-1 inline-block font-medium text-accent hover:underline"
            >
              Look {run.ticket} up again
            </Link>
          )}
        </div>
      </div>
      {run.stepCount > 0 && run.status !== 'rejected' && (
        <div className="mt-4 flex items-center gap-3">
          <ProgressBar label="All snapshots" value={percent} tone={barTone(run, percent)} />
          <span className="w-12 text-right text-xs text-muted">{percent} %</span>
        </div>
      )}
    </section>
  );
}

/** A run that ended short of everything does not look as if it went on. */
function barTone(run: RunDetail, percent: number): 'progress' | 'good' | 'neutral' {
  if (percent === 100) return 'good';
  return run.settled ? 'neutral' : 'progress';
}

/** How far the data of all snapshots is, each volume counted by its size. */
function percentOf(run: RunDetail): number {
  const total = run.steps.reduce((sum, step) => sum + step.volumeSizeGib, 0);
  if (total === 0) return 0;
  const done = run.steps.reduce((sum, step) => {
    const percent = step.snapshotState === 'completed' ? 100 : (step.snapshotProgress ?? 0);
    return sum + (percent * step.volumeSizeGib) / 100;
  }, 0);
  return Math.floor((100 * done) / total);
}
