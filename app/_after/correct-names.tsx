'use client';

import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { runKey } from '@/app/_queries/run-queries';
import { useCommand } from '@/app/_queries/use-command';
import { announce } from '@/app/_ui/announcer';
import { Button } from '@/app/_ui/button';
import { Controls } from '@/app/_ui/hydration';
import { countOf } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { ShowMore, useShown } from '@/app/_ui/show-more';
import { correctNames } from '@/app/actions/correct-names';
import type { Problem } from '@/lib/errors/problem';
import type { NameCorrection } from '@/lib/run/request-names';
import type { RunDetail, RunStep } from '@/lib/run/run';
import { snapshotName } from '@/lib/run/snapshot-name';

type Props = { readonly run: RunDetail };

/** The Name tags of the run's snapshots, with a way to correct one or all that differ. */
export function CorrectNames({ run }: Props) {
  const steps = run.steps.filter(
    ({ status, deletedAt }) => status === 'created' && deletedAt === null,
  );
  const shown = useShown(steps);
  const command = useCorrection(run);
  const mismatches = listMismatches(run);
  if (run.kind !== 'create' || steps.length === 0) return null;
  return (
    <Panel
      id="names"
      title="Snapshot names"
      aside={
        mismatches.length > 0 && (
          <Controls>
            <Button
              className="no-print"
              pending={command.pending}
              onClick={() => void command.send(mismatches)}
            >
              Use the instance&apos;s Name tag for{' '}
              {countOf(mismatches.length, 'mismatch', 'mismatches')}
            </Button>
          </Controls>
        )
      }
    >
      {command.problem !== null && (
        <div className="p-4">
          <ProblemPanel problem={command.problem} consequence="No name was changed." />
        </div>
      )}
      <Controls>
        <ul className="divide-y divide-line">
          {shown.items.map((step) => (
            <li key={step.id} className="px-4 py-2">
              <NameForm key={snapshotName(step) ?? ''} step={step} command={command} />
            </li>
          ))}
        </ul>
      </Controls>
      <ShowMore hidden={shown.hidden} next={shown.next} onShowMore={shown.showMore} />
    </Panel>
  );
}

type Correction = {
  readonly pending: boolean;
  readonly problem: Problem | null;
  readonly send: (corrections: readonly NameCorrection[]) => Promise<void>;
};

type NameFormProps = { readonly step: RunStep; readonly command: Correction };

function NameForm({ step, command }: NameFormProps) {
  const current = snapshotName(step) ?? '';
  const [name, setName] = useState(current);
  const isChanged = name.trim() !== '' && name.trim() !== current;
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) void command.send([{ stepId: step.id, name: name.trim() }]);
      }}
    >
      <label className="flex min-w-0 flex-1 basis-80 items-center gap-2">
        <span className="w-40 shrink-0 truncate font-medium">{step.serverName}</span>
        <span className="sr-only">Name tag of {step.snapshotId}</span>
        <input
          value={name}
          maxLength={256}
          onChange={(event) => setName(event.target.value)}
          className="min-w-0 flex-1 rounded-md border border-line bg-surface px-2 py-1 font-mono text-xs"
        />
      </label>
      {step.wantedName !== null && (
        <span className="text-xs text-muted">Setting {step.wantedName}…</span>
      )}
      {step.correctedName !== null && <span className="text-xs text-muted">Corrected</span>}
      <Button type="submit" className="no-print" disabled={!isChanged} pending={command.pending}>
        Correct<span className="sr-only"> the name of {step.snapshotId}</span>
      </Button>
    </form>
  );
}

function useCorrection(run: RunDetail): Correction {
  const client = useQueryClient();
  const command = useCommand('Try again: the name is set only once.');
  return {
    ...command,
    async send(corrections) {
      await command.send(
        () => correctNames({ runId: run.id, corrections }),
        () => announce('The correction was sent to EC2.'),
      );
      void client.invalidateQueries({ queryKey: runKey(run.id) });
    },
  };
}

/**
 * Snapshots whose name holds the server name of the ticket where the instance's Name tag says
 * another one, with the name that they would get from the tag.
 */
function listMismatches(
  run: RunDetail,
): readonly { readonly stepId: string; readonly name: string }[] {
  const nameTags = new Map(run.plan.steps.map(({ volumeId, nameTag }) => [volumeId, nameTag]));
  return run.steps.flatMap((step) => {
    const nameTag = nameTags.get(step.volumeId) ?? null;
    if (step.status !== 'created' || step.deletedAt !== null || nameTag === null) return [];
    const current = snapshotName(step) ?? '';
    // The rest of the name, such as the date, stays.
    const name = current.replace(step.serverName, () => nameTag);
    return nameTag === step.serverName || name === current || current.includes(nameTag)
      ? []
      : [{ stepId: step.id, name }];
  });
}
