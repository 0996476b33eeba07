import Link from 'next/link';
import { countOf, joinNames } from '@/app/_ui/format-number';
import { ProgressBar } from '@/app/_ui/progress-bar';
import { type Tone, TONE_TEXT, ToneIcon } from '@/app/_ui/tone';
import type { RunDetail } from '@/lib/run/run';
import { isOver, progressLabel } from './run-labels';

type Props = { readonly run: RunDetail; readonly mayLookUp: boolean };

/** The run in one line: what exists, what does not, and how far EC2 is. */
export function RunOutcome({ run, mayLookUp }: Props) {
  const outcome = outcomeLabels(run);
  return (
    <section
      aria-labelledby="outcome"
      className="rounded-lg border border-line bg-surface p-4 shadow-raised"
    >
      <div className={`flex gap-3 ${TONE_TEXT[outcome.tone]}`}>
        <ToneIcon tone={outcome.tone} className="mt-0.5 size-5" />
        <div className="min-w-0 flex-1">
          <h2 id="outcome" className="text-base font-semibold text-balance">
            {outcome.title}
          </h2>
          <p className="mt-0.5 max-w-prose break-words text-pretty text-muted">{outcome.detail}</p>
          {run.status === 'rejected' && mayLookUp && (
            <Link
              href={`/tickets/${run.ticket}`}
              className="mt-1 inline-block font-medium text-accent hover:underline"
            >
              Look up {run.ticket} again
            </Link>
          )}
        </div>
      </div>
      {run.stepCount > 0 && run.kind === 'create' && run.status !== 'rejected' && (
        <div className="mt-4 flex items-center gap-3">
          <ProgressBar label="All snapshots" value={run.copiedPercent} tone={barTone(run)} />
          <span className="w-12 text-right text-xs text-muted">{run.copiedPercent}%</span>
        </div>
      )}
    </section>
  );
}

/** A run that ended short of everything does not look as if it were in progress. */
function barTone(run: RunDetail): 'progress' | 'good' | 'neutral' {
  if (run.copiedPercent === 100) return 'good';
  return run.endedAt === null ? 'progress' : 'neutral';
}

type OutcomeLabels = { readonly tone: Tone; readonly title: string; readonly detail: string };

/** More names than this are counted, not listed. */
const NAMED = 8;

/** What exists now and what does not, said exactly. */
function outcomeLabels(run: RunDetail): OutcomeLabels {
  if (run.kind === 'delete') return deletionLabels(run);
  if (run.deletedCount > 0 && isOver(run.status)) {
    const title = `${run.deletedCount} of ${countOf(run.stepCount, 'snapshot')} deleted`;
    return say(
      'neutral',
      title,
      `${run.deletedCount === 1 ? 'It was' : 'They were'} deleted through Snapgate. See the log for when and by whom.`,
    );
  }
  switch (run.status) {
    case 'queued':
      return say('progress', 'Queued', 'Starts automatically in a moment.');
    case 'running':
      return say('progress', progressLabel(run), 'Continues if you close this page.');
    case 'succeeded':
      return successLabels(run);
    case 'partial':
      return say('attention', progressLabel(run), `${exists(run)} ${lacks(run)}`);
    case 'failed':
      return failureLabels(run);
    case 'rejected':
      return say('bad', 'Rejected: nothing was created', run.errorMessage ?? '');
    case 'cancelled':
      return say('neutral', 'Canceled', `${exists(run)} ${lacks(run)}`);
  }
}

/** What a run that deletes has deleted, and what it has left. */
function deletionLabels(run: RunDetail): OutcomeLabels {
  const title = progressLabel(run);
  if (!isOver(run.status)) return say('progress', title, 'Continues if you close this page.');
  if (run.status === 'succeeded') return say('good', title, `Reason: ${run.reason ?? ''}`);
  const left = run.stepCount - run.deletedCount;
  return say(
    'attention',
    title,
    `${countOf(left, 'snapshot was', 'snapshots were')} not deleted. Reason for the deletion: ${run.reason ?? ''}`,
  );
}

function successLabels(run: RunDetail): OutcomeLabels {
  if (run.copyingCount === 0) {
    const title = `${countOf(run.stepCount, 'snapshot')} completed`;
    return say('good', title, 'EC2 reports every snapshot as completed.');
  }
  const unlisted = run.steps.filter((step) => step.snapshotState === 'unlisted');
  if (unlisted.length > 0) {
    const ids = unlisted.slice(0, NAMED).map((step) => step.snapshotId ?? step.serverName);
    return say(
      'attention',
      `${countOf(unlisted.length, 'snapshot')} of ${run.stepCount} not listed by EC2`,
      `EC2 did not list ${joinNames(ids)} in the last check. ${unlisted.length === 1 ? 'It counts' : 'They count'} as deleted if the next check does not list ${unlisted.length === 1 ? 'it' : 'them'} either.`,
    );
  }
  return say(
    'progress',
    `Copying: ${run.completedCount} of ${countOf(run.stepCount, 'snapshot')} completed`,
    'Every snapshot is created and captures its volume as it was at that moment. EC2 is still copying the data, and a copy can fail: wait for Completed if you need to be able to restore.',
  );
}

/** A snapshot whose copy failed exists in EC2, so the page must not say that none was created. */
function failureLabels(run: RunDetail): OutcomeLabels {
  const broken = run.steps.filter(({ snapshotId }) => snapshotId !== null).length;
  if (broken === 0) return say('bad', 'No snapshot was created', lacks(run));
  const title = `${countOf(broken, 'snapshot')} created, none usable`;
  return say('bad', title, `The copy failed in EC2. ${lacks(run)}`);
}

function exists(run: RunDetail): string {
  if (run.createdCount === 0) return 'No usable snapshot exists.';
  return `${countOf(run.createdCount, 'snapshot exists', 'snapshots exist')} and ${run.createdCount === 1 ? 'is' : 'are'} kept.`;
}

function lacks(run: RunDetail): string {
  const names = run.steps.filter((step) => step.status !== 'created').map((s) => s.serverName);
  if (names.length === 0) return '';
  if (names.length > NAMED) return `${countOf(names.length, 'server')} without a usable snapshot.`;
  return `No usable snapshot of ${joinNames(names)}.`;
}

function say(tone: Tone, title: string, detail: string): OutcomeLabels {
  return { tone, title, detail };
}
