'use client';

import { useRouter } from 'next/navigation';
import { useQueryClient } from '@tanstack/react-query';
import { useIdempotencyKey } from '@/app/_plan/use-idempotency-key';
import { deletionQuery, runKey } from '@/app/_queries/run-queries';
import { useCommand } from '@/app/_queries/use-command';
import { confirmDeletion, requestDeletion, withdrawDeletion } from '@/app/actions/delete-snapshots';
import type { Problem } from '@/lib/errors/problem';
import type {
  DeletionConfirmation,
  DeletionOutcome,
  DeletionRequest,
} from '@/lib/run/deletion/deletion';

export const inputLook = 'rounded-md border border-line-strong bg-surface px-2 py-1';

type TicketInputProps = {
  readonly ticket: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** Typing the number is what keeps a deletion from being one click too many. */
export function TicketInput({ ticket, value, onChange }: TicketInputProps) {
  return (
    <label className="block">
      <span className="text-xs text-muted">Type the ticket number {ticket} to confirm</span>
      <input
        value={value}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        className={`${inputLook} block w-56 font-mono`}
      />
    </label>
  );
}

export type Deletion = {
  readonly pending: boolean;
  readonly problem: Problem | null;
  readonly request: (request: Omit<DeletionRequest, 'runId' | 'idempotencyKey'>) => Promise<void>;
  readonly confirm: (
    confirmation: Omit<DeletionConfirmation, 'runId' | 'idempotencyKey'>,
  ) => Promise<void>;
  readonly withdraw: (waiting: Pick<DeletionConfirmation, 'seq'>) => Promise<void>;
};

/** Sends what a person decided about a deletion; one that starts is followed on its own page. */
export function useDeletion(runId: string): Deletion {
  const client = useQueryClient();
  const router = useRouter();
  const { idempotencyKey, renew } = useIdempotencyKey(`delete ${runId}`);
  const { pending, problem, send } = useCommand('Try again: nothing is deleted twice.');
  const pressed = () => {
    renew();
    void client.invalidateQueries({ queryKey: runKey(runId) });
  };
  // Asked for by hand only, so it is not among those that are refetched. It asks EC2, and what goes
  // wrong then is said by the list itself, not of the press.
  const readAgain = () =>
    void client.fetchQuery({ ...deletionQuery(runId), staleTime: 0 }).catch(() => undefined);

  function follow(outcome: DeletionOutcome | null): void {
    if (outcome?.kind === 'waiting') return readAgain();
    if (outcome?.kind !== 'started') return;
    // Back must not show what could be deleted before.
    client.removeQueries({ queryKey: deletionQuery(runId).queryKey });
    router.push(`/runs/${outcome.runId}`);
  }

  return {
    pending,
    problem,
    request: async (request) =>
      follow(await send(() => requestDeletion({ ...request, runId, idempotencyKey }), pressed)),
    confirm: async (confirmation) =>
      follow(
        await send(() => confirmDeletion({ ...confirmation, runId, idempotencyKey }), pressed),
      ),
    async withdraw({ seq }) {
      if ((await send(() => withdrawDeletion({ runId, seq }), pressed)) !== null) readAgain();
    },
  };
}
