'use client';

import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { changeKeys } from '@/app/_plan/use-acknowledgements';
import { problemOf } from '@/app/_queries/fetch-json';
import { deletionQuery } from '@/app/_queries/run-queries';
import { Button } from '@/app/_ui/button';
import { Controls } from '@/app/_ui/hydration';
import { countOf, formatGib } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { isReason, MIN_REASON_CHARS } from '@/lib/plan/approve-plan';
import type { DeletionCandidate, DeletionPreview } from '@/lib/run/deletion/deletion';
import type { RunDetail } from '@/lib/run/run';
import { inputLook, TicketInput, useDeletion, type Deletion } from './deletion-parts';
import { WaitingDeletionPanel } from './waiting-deletion';

type Props = { readonly run: RunDetail };

/** For people who may delete: what of the run can be deleted, what cannot and why, and the press. */
export function DeleteSnapshots({ run }: Props) {
  const answer = useQuery(deletionQuery(run.id));
  if (
    run.kind !== 'create' ||
    run.finishedAt === null ||
    run.createdCount + run.failedCount === 0
  ) {
    return null;
  }
  return (
    <Panel
      id="delete"
      title="Delete snapshots"
      aside={
        <Controls>
          <Button
            className="no-print"
            pending={answer.isFetching}
            onClick={() => void answer.refetch()}
          >
            Check what can be deleted
          </Button>
        </Controls>
      }
    >
      {answer.isError && (
        <div className="p-4">
          <ProblemPanel problem={problemOf(answer.error)} consequence="Nothing was deleted." />
        </div>
      )}
      {answer.data === undefined && !answer.isError && (
        <p className="px-4 py-3 text-pretty text-muted">
          Deletes snapshots of this run in EC2, for example after the wrong ticket was executed. A
          second person must confirm, unless the run is recent and yours.
        </p>
      )}
      {answer.data !== undefined && (
        <DeletionForm key={answer.dataUpdatedAt} run={run} preview={answer.data} />
      )}
    </Panel>
  );
}

type DeletionFormProps = { readonly run: RunDetail; readonly preview: DeletionPreview };

function DeletionForm({ run, preview }: DeletionFormProps) {
  const deletion = useDeletion(run.id);
  if (preview.waiting !== null) {
    return <WaitingDeletionPanel preview={preview} waiting={preview.waiting} deletion={deletion} />;
  }
  if (preview.candidates.length === 0) {
    return <p className="px-4 py-3 text-muted">This run has no snapshots left to delete.</p>;
  }
  return <RequestForm preview={preview} deletion={deletion} />;
}

type RequestFormProps = { readonly preview: DeletionPreview; readonly deletion: Deletion };

function RequestForm({ preview, deletion }: RequestFormProps) {
  const free = preview.candidates.filter(({ blockers }) => blockers.length === 0);
  const blocked = preview.candidates.filter(({ blockers }) => blockers.length > 0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    new Set(free.map(({ stepId }) => stepId)),
  );
  const [leaveBlocked, setLeaveBlocked] = useState(false);
  const [ticket, setTicket] = useState('');
  const [reason, setReason] = useState('');
  const sizeGib = free
    .filter(({ stepId }) => chosen.has(stepId))
    .reduce((sum, { volumeSizeGib }) => sum + volumeSizeGib, 0);
  const what = `${countOf(chosen.size, 'snapshot')}, ${formatGib(sizeGib)}`;
  const isReady =
    chosen.size > 0 &&
    ticket.trim() !== '' &&
    isReason(reason) &&
    (blocked.length === 0 || leaveBlocked);

  return (
    <form
      className="space-y-3 px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void deletion.request({ stepIds: [...chosen], ticket, reason, leaveBlocked });
      }}
    >
      <ul className="divide-y divide-line rounded-md border border-line">
        {[...blocked, ...free].map((candidate) => (
          <CandidateItem
            key={candidate.stepId}
            candidate={candidate}
            isChosen={chosen.has(candidate.stepId)}
            onChange={(on) => setChosen(changeKeys(chosen, [candidate.stepId], on))}
          />
        ))}
      </ul>
      {blocked.length > 0 && (
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-1"
            checked={leaveBlocked}
            onChange={(event) => setLeaveBlocked(event.target.checked)}
          />
          Keep the {countOf(blocked.length, 'snapshot')} that cannot be deleted and delete the rest
        </label>
      )}
      <TicketInput ticket={preview.ticket} value={ticket} onChange={setTicket} />
      <label className="block">
        <span className="text-xs text-muted">Reason, at least {MIN_REASON_CHARS} characters</span>
        <textarea
          value={reason}
          rows={2}
          maxLength={2_000}
          onChange={(event) => setReason(event.target.value)}
          className={`${inputLook} block w-full`}
        />
      </label>
      {deletion.problem !== null && (
        <ProblemPanel
          problem={deletion.problem}
          consequence="Check the history before you retry."
        />
      )}
      <Button type="submit" variant="danger" disabled={!isReady} pending={deletion.pending}>
        {preview.mayAlone ? `Delete ${what}` : `Ask a second person to delete ${what}`}
      </Button>
    </form>
  );
}

type CandidateItemProps = {
  readonly candidate: DeletionCandidate;
  readonly isChosen: boolean;
  readonly onChange: (on: boolean) => void;
};

function CandidateItem({ candidate, isChosen, onChange }: CandidateItemProps) {
  const { serverName, snapshotId, isGone, blockers } = candidate;
  return (
    <li className="px-3 py-2">
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-1"
          checked={isChosen}
          disabled={blockers.length > 0}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className="min-w-0 break-words">
          <span className="font-medium">{serverName}</span>{' '}
          <span className="font-mono text-xs">{snapshotId}</span>
          {isGone && <span className="text-muted"> Already deleted in EC2</span>}
          {blockers.map((blocker) => (
            <span key={blocker} className="block text-bad">
              {blocker}
            </span>
          ))}
        </span>
      </label>
    </li>
  );
}
