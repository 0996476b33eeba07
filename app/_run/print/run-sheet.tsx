import type { RunFeatures } from '@/app/_after/run-features';
import { formatGib } from '@/app/_ui/format-number';
import { formatUtc } from '@/app/_ui/format-time';
import type { RunRecord } from '@/lib/history/load-run-record';
import { buildRestoreCommands } from '@/lib/run/restore-commands';
import type { RunDetail, RunStep } from '@/lib/run/run';
import {
  progressLabel,
  runStateLabel,
  SLACK_STATUS_LABELS,
  snapshotOf,
  stepStateLabel,
} from '../run-labels';
import { SheetAcknowledgements, SheetPlan } from './sheet-plan';
import { Sheet, SheetTable, type SheetRow } from './sheet-table';

type Props = {
  readonly record: RunRecord;
  readonly restoreProfiles: RunFeatures['restoreProfiles'];
  readonly printedBy: string;
  readonly printedAt: string;
};

/** One run as a document that stands without the product: every row, every line, UTC with the year. */
export function RunSheet({ record, restoreProfiles, printedBy, printedAt }: Props) {
  const { run, events, digest } = record;
  const serverNames = new Map(run.steps.map(({ id, serverName }) => [id, serverName]));
  return (
    <article className="space-y-5">
      <header>
        <p className="text-xs text-muted">Snapgate run record</p>
        <h1 className="text-xl font-semibold break-words">
          {run.ticket} {run.ticketSubject}
        </h1>
      </header>
      <RunFacts record={record} />
      {run.rejectionCode !== null && (
        <Sheet title="Rejected: nothing was created">
          <p>{run.errorMessage}</p>
          <SheetTable
            columns={['What changed', 'The agent saw', 'At execution']}
            rows={run.changes.map(({ what, before, after }) => ({
              key: `${what} ${before} ${after}`,
              cells: [what, before ?? 'nothing', after ?? 'nothing'],
            }))}
          />
        </Sheet>
      )}
      <SheetAcknowledgements record={record} />
      <Sheet title={`Snapshots (${run.steps.length})`}>
        <SheetTable columns={STEP_COLUMNS} rows={run.steps.map(stepRow)} />
      </Sheet>
      {restoreProfiles !== null && <SheetRestore run={run} profiles={restoreProfiles} />}
      <SheetPlan plan={run.plan} />
      <Sheet title={`Log (${events.length})`}>
        <SheetTable
          columns={['No.', 'UTC', 'Level', 'Server', 'Message', 'Code']}
          rows={events.map(({ seq, at, level, stepId, message, code }) => ({
            key: String(seq),
            cells: [
              seq,
              at.replace('T', ' ').replace('Z', ''),
              level,
              serverNames.get(stepId ?? '') ?? '',
              message,
              code,
            ],
          }))}
        />
      </Sheet>
      <Sheet title="Digest">
        <p className="font-mono break-all">{digest ?? 'none'}</p>
        <p className="text-muted">
          SHA-256 of the last log line above. It covers every line before it and the state of the
          run. “npm run audit:verify -- --run {run.id}” recomputes it from the database.
        </p>
      </Sheet>
      <p className="text-muted">
        Printed {formatUtc(printedAt)} by {printedBy}.
        {!run.settled && ' The run was not finished: later events are missing here.'}
      </p>
    </article>
  );
}

function RunFacts({ record: { run } }: { readonly record: RunRecord }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Run', run.id],
    ['State', `${runStateLabel(run).word}. ${progressLabel(run)}, ${formatGib(run.sizeGib)}`],
    ['Agent', `${run.agentName}, ${run.agentEmail}`],
    ['Started', formatUtc(run.startedAt)],
    [
      run.kind === 'delete' ? 'Last delete call ended' : 'Last create call ended',
      run.finishedAt === null ? 'not yet' : formatUtc(run.finishedAt),
    ],
    ['Last snapshot ended', run.endedAt === null ? 'not yet' : formatUtc(run.endedAt)],
    ['Environments', run.environments.join(', ') || 'none'],
    ...(run.deletionOf === null ? [] : ([['Deletes snapshots of run', run.deletionOf]] as const)),
    ['Retry of', run.retryOf ?? 'none'],
    ['Retried by', run.retriedBy.join(', ') || 'none'],
    [
      'Slack',
      [SLACK_STATUS_LABELS[run.slackStatus].word, run.slackError].filter(Boolean).join(': '),
    ],
  ];
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1 sm:grid-cols-2 print:grid-cols-2">
      {facts.map(([term, value]) => (
        <div key={term} className="flex gap-2">
          <dt className="w-36 shrink-0 text-muted">{term}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const STEP_COLUMNS = [
  'No.',
  'Server',
  'Environment',
  'Instance and volume',
  'Snapshot',
  'State',
  'Completed (UTC)',
  'Error',
];

function stepRow(step: RunRecord['run']['steps'][number]): SheetRow {
  return {
    key: step.id,
    cells: [
      step.position + 1,
      [step.serverName, step.ipAddress],
      [step.environment, step.accountId, step.region],
      [step.instanceId, step.volumeId, formatGib(step.volumeSizeGib)],
      snapshotOf(step) ?? 'none',
      stepStateLabel(step).word,
      step.completedAt === null ? '' : formatUtc(step.completedAt).replace(' UTC', ''),
      [step.errorCode, step.errorMessage].filter(Boolean).join(': '),
    ],
  };
}

type SheetRestoreProps = {
  readonly run: RunDetail;
  readonly profiles: NonNullable<RunFeatures['restoreProfiles']>;
};

/** How to restore each snapshot with the AWS CLI, for a night on which this page cannot be opened. */
function SheetRestore({ run, profiles }: SheetRestoreProps) {
  if (run.kind !== 'create') return null;
  const steps = run.steps.filter(({ snapshotId }) => snapshotId !== null);
  return (
    <Sheet title={`Restore commands (${steps.length})`}>
      <p>
        Snapgate does not restore anything. The command with --dry-run changes nothing: EC2 returns
        DryRunOperation if you have permission to run the one without it.
      </p>
      <SheetTable
        columns={['Server', 'Snapshot', 'Commands']}
        rows={steps.map((step) => restoreRow(run, step, profiles[step.environment] ?? null))}
      />
    </Sheet>
  );
}

function restoreRow(run: RunDetail, step: RunStep, profile: string | null): SheetRow {
  const place = run.plan.steps.find(({ volumeId }) => volumeId === step.volumeId);
  const built = buildRestoreCommands(step, place, profile);
  const lines =
    built.kind === 'not-ready'
      ? [built.reason]
      : built.commands.flatMap(({ title, check, command }) => [`${title}:`, check, command]);
  return { key: step.id, cells: [step.serverName, step.snapshotId ?? '', lines] };
}
