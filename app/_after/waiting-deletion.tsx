'use client';

import { useState } from 'react';
import { Button } from '@/app/_ui/button';
import { countOf } from '@/app/_ui/format-number';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Time } from '@/app/_ui/time';
import type { DeletionPreview, WaitingDeletion } from '@/lib/run/deletion/deletion';
import { TicketInput, type Deletion } from './deletion-parts';

type Props = {
  readonly preview: DeletionPreview;
  readonly waiting: WaitingDeletion;
  readonly deletion: Deletion;
};

/** A deletion that someone asked for: a second person confirms it, anyone of them withdraws it. */
export function WaitingDeletionPanel({ preview, waiting, deletion }: Props) {
  const [ticket, setTicket] = useState('');
  const chosen = preview.candidates.filter(({ stepId }) => waiting.stepIds.includes(stepId));
  const blockers = chosen.flatMap((one) =>
    one.blockers.map((blocker) => `${one.snapshotId}: ${blocker}`),
  );
  const what = countOf(waiting.stepIds.length, 'snapshot');
  return (
    <form
      className="space-y-3 px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (ticket.trim() !== '') void deletion.confirm({ ticket, seq: waiting.seq });
      }}
    >
      <p className="break-words">
        <span className="font-medium">
          {waiting.by.name} ({waiting.by.email}) asked to delete {what}
        </span>
        , <Time at={waiting.at} />. Reason: {waiting.reason}
      </p>
      <ul className="list-disc pl-5">
        {chosen.map(({ stepId, serverName, snapshotId }) => (
          <li key={stepId}>
            {serverName} <span className="font-mono text-xs">{snapshotId}</span>
          </li>
        ))}
      </ul>
      {blockers.map((blocker) => (
        <p key={blocker} className="text-bad">
          {blocker}
        </p>
      ))}
      {preview.isOwnRequest ? (
        <p className="text-muted">Someone else with this permission must confirm.</p>
      ) : (
        <TicketInput ticket={preview.ticket} value={ticket} onChange={setTicket} />
      )}
      {deletion.problem !== null && (
        <ProblemPanel
          problem={deletion.problem}
          consequence="Check the history before you retry."
        />
      )}
      <div className="flex flex-wrap gap-2">
        {!preview.isOwnRequest && (
          <Button
            type="submit"
            variant="danger"
            disabled={ticket.trim() === '' || blockers.length > 0}
            pending={deletion.pending}
          >
            Confirm and delete {what}
          </Button>
        )}
        <Button
          pending={deletion.pending}
          onClick={() => void deletion.withdraw({ seq: waiting.seq })}
        >
          Withdraw the request
        </Button>
      </div>
    </form>
  );
}
