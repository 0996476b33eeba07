'use client';

import { useQueryClient } from '@tanstack/react-query';
import { comingQuery } from '@/app/_queries/coming-query';
import { plansKey } from '@/app/_queries/ticket-queries';
import { useCommand } from '@/app/_queries/use-command';
import { disarmRun } from '@/app/actions/disarm-run';
import { announce } from '@/app/_ui/announcer';
import { Button } from '@/app/_ui/button';
import { ProblemPanel } from '@/app/_ui/problem-panel';

type Props = { readonly id: string; readonly ticket: string };

/** Takes an armed start back; pressing twice is the same as once. */
export function DisarmButton({ id, ticket }: Props) {
  const client = useQueryClient();
  const { pending, problem, send } = useCommand();

  function press() {
    return send(
      () => disarmRun({ id }),
      async ({ disarmed }) => {
        announce(disarmed ? `${ticket} is disarmed.` : `${ticket} was no longer armed.`);
        await Promise.all([
          client.invalidateQueries({ queryKey: comingQuery().queryKey }),
          client.invalidateQueries({ queryKey: plansKey(ticket) }),
        ]);
      },
    );
  }

  return (
    <>
      <Button pending={pending} onClick={() => void press()} aria-label={`Disarm ${ticket}`}>
        Disarm
      </Button>
      {problem !== null && (
        <ProblemPanel problem={problem} consequence="It may still start automatically." />
      )}
    </>
  );
}
