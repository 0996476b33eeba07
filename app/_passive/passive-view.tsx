'use client';

import { useId, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { passiveQuery } from '@/app/_queries/passive-query';
import { useCommand } from '@/app/_queries/use-command';
import { announce } from '@/app/_ui/announcer';
import { Badge } from '@/app/_ui/badge';
import { Button } from '@/app/_ui/button';
import { Controls } from '@/app/_ui/hydration';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Time } from '@/app/_ui/time';
import { setPassiveMode } from '@/app/actions/set-passive-mode';
import { isReason, MIN_REASON_CHARS } from '@/lib/plan/approve-plan';
import type { PassiveChange, PassiveMode } from '@/lib/run/engine/passive-mode';

type Props = { readonly mode: PassiveMode | null; readonly changes: readonly PassiveChange[] };

const COLUMNS = ['When', 'Passive mode', 'Who', 'Reason'];

/** The switch that stops new snapshots in the whole deployment, and who used it. */
export function PassiveView({ mode, changes }: Props) {
  return (
    <div className="space-y-4">
      <div>
        <h1 className="text-xl font-semibold">Passive mode</h1>
        <p className="mt-1 max-w-prose text-pretty text-muted">
          While passive mode is on, no run starts and no snapshot is created. Calls in flight
          finish, pending snapshots are still tracked, and Slack messages are still sent. Use it
          during an incident, or after restoring the database.
        </p>
      </div>
      <Panel id="passive-now" title="Now">
        <div className="space-y-3 p-4">
          <p>
            {mode === null ? (
              <>
                <Badge tone="good">Off</Badge> Runs start and take snapshots.
              </>
            ) : (
              <>
                <Badge tone="attention">On</Badge> No run starts.
              </>
            )}
          </p>
          {mode?.by === 'variable' ? (
            <p>
              Turned on with the PASSIVE_MODE environment variable. To turn it off, change the
              variable and restart all processes.
            </p>
          ) : (
            <PassiveSwitch active={mode !== null} />
          )}
        </div>
      </Panel>
      <Panel id="passive-changes" title="Changes">
        {changes.length === 0 ? (
          <EmptyState title="Never used">
            Each change is kept here and in the audit ledger.
          </EmptyState>
        ) : (
          <DataTable label="Passive mode changes, newest first" columns={COLUMNS}>
            <TableBody>
              {changes.map((change) => (
                <TableRow key={change.at}>
                  <TableCell label="When">
                    <Time at={change.at} />
                  </TableCell>
                  <TableCell label="Passive mode">{change.active ? 'On' : 'Off'}</TableCell>
                  <TableCell label="Who">
                    {change.agentName} ({change.agentEmail})
                  </TableCell>
                  <TableCell label="Reason">{change.reason}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </DataTable>
        )}
      </Panel>
    </div>
  );
}

/** Asks for a reason either way: the ledger keeps both. */
function PassiveSwitch({ active }: { readonly active: boolean }) {
  const router = useRouter();
  const client = useQueryClient();
  const id = useId();
  const [reason, setReason] = useState('');
  const { pending, problem, send } = useCommand('Reload the page to see whether it worked.');

  function press() {
    return send(
      () => setPassiveMode({ active: !active, reason }),
      async () => {
        announce(`Passive mode is ${active ? 'off' : 'on'}.`);
        setReason('');
        await client.invalidateQueries({ queryKey: passiveQuery().queryKey });
        router.refresh();
      },
    );
  }

  return (
    <div className="max-w-xl space-y-3">
      <label htmlFor={id} className="block font-medium">
        Reason
      </label>
      <Controls>
        <textarea
          id={id}
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          aria-describedby={`${id}-hint`}
          className="w-full rounded-md border border-line-strong bg-surface px-3 py-2"
        />
      </Controls>
      <p id={`${id}-hint`} className="text-xs text-muted">
        At least {MIN_REASON_CHARS} characters. Shown on every page while passive mode is on.
      </p>
      <Button
        variant={active ? 'primary' : 'danger'}
        pending={pending}
        disabled={!isReason(reason)}
        onClick={() => void press()}
      >
        {active ? 'Turn passive mode off' : 'Turn passive mode on'}
      </Button>
      {problem !== null && (
        <ProblemPanel problem={problem} consequence="Passive mode may not have changed." />
      )}
    </div>
  );
}
