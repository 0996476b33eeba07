import { countOf, joinNames } from '@/app/_ui/number-words';
import type { Tone } from '@/app/_ui/tone';
import type { RunDetail } from '@/lib/run/run';
import { describeProgress } from './describe-progress';

export type OutcomeWords = { readonly tone: Tone; readonly title: string; readonly detail: string };

/** More names than this are counted, not listed. */
const NAMED = 8;

/** What exists now and what does not, said exactly. */
export function describeOutcome(run: RunDetail): OutcomeWords {
  switch (run.status) {
    case 'queued':
      return say('progress', 'Queued', 'The run is stored and starts by itself in a moment.');
    case 'running':
      return say('progress', describeProgress(run), 'It goes on even if you close this page.');
    case 'succeeded':
      return describeSuccess(run);
    case 'partial':
      return say('attention', describeProgress(run), `${exists(run)} ${lacks(run)}`);
    case 'failed':
      return say('bad', 'No snapshot was taken', lacks(run));
    case 'rejected':
      return say('bad', 'Execute was refused, nothing was taken', run.errorMessage ?? '');
    case 'cancelled':
      return say('neutral', 'Cancelled', `${exists(run)} ${lacks(run)}`);
  }
}

function describeSuccess(run: RunDetail): OutcomeWords {
  const all = countOf(run.stepCount, 'snapshot');
  const broken = run.steps.filter((step) => step.snapshotState === 'error').length;
  if (broken > 0) {
    return say(
      'bad',
      `${countOf(broken, 'snapshot')} of ${run.stepCount} ended in error`,
      exists(run),
    );
  }
  if (run.completedCount === run.stepCount) {
    return say('good', `${all} taken and completed`, 'EC2 reports every snapshot as completed.');
  }
  return say(
    'progress',
    `${all} taken, ${run.completedCount} completed`,
    'Every snapshot exists. EC2 is still copying the data; the state of the volumes is already safe.',
  );
}

function exists(run: RunDetail): string {
  if (run.createdCount === 0) return 'No snapshot exists.';
  return `${countOf(run.createdCount, 'snapshot exists', 'snapshots exist')} and ${run.createdCount === 1 ? 'stays' : 'stay'}.`;
}

function lacks(run: RunDetail): string {
  const names = run.steps.filter((step) => step.status !== 'created').map((s) => s.serverName);
  if (names.length === 0) return '';
  if (names.length > NAMED) return `${countOf(names.length, 'server')} have none.`;
  return `${joinNames(names)} ${names.length === 1 ? 'has' : 'have'} none.`;
}

function say(tone: Tone, title: string, detail: string): OutcomeWords {
  return { tone, title, detail };
}
