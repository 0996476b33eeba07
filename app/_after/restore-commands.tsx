import { CopyButton } from '@/app/_ui/copy-button';
import { Panel } from '@/app/_ui/panel';
import { ShowMore, useShown } from '@/app/_ui/show-more';
import { buildRestoreCommands, type RestoreCommand } from '@/lib/run/restore-commands';
import type { RunDetail, RunStep } from '@/lib/run/run';
import type { RunFeatures } from './run-features';

type Props = {
  readonly run: RunDetail;
  readonly profiles: NonNullable<RunFeatures['restoreProfiles']>;
};

/** For each snapshot, how to restore it with the AWS CLI, ready to copy. */
export function RestoreCommands({ run, profiles }: Props) {
  const shown = useShown(run.steps.filter(({ snapshotId }) => snapshotId !== null));
  if (run.kind !== 'create' || shown.items.length === 0) return null;
  return (
    <Panel id="restore" title="Restore commands">
      <p className="px-4 py-3 text-pretty text-muted">
        Snapgate does not restore anything. Run these commands with the AWS CLI and your own
        credentials. The check command changes nothing: EC2 returns DryRunOperation if you have
        permission to run the command below it.
      </p>
      <ul className="divide-y divide-line border-t border-line">
        {shown.items.map((step) => (
          <li key={step.id} className="px-4 py-2">
            <StepCommands run={run} step={step} profile={profiles[step.environment] ?? null} />
          </li>
        ))}
      </ul>
      <ShowMore hidden={shown.hidden} next={shown.next} onShowMore={shown.showMore} />
    </Panel>
  );
}

type StepCommandsProps = {
  readonly run: RunDetail;
  readonly step: RunStep;
  readonly profile: string | null;
};

function StepCommands({ run, step, profile }: StepCommandsProps) {
  const place = run.plan.steps.find(({ volumeId }) => volumeId === step.volumeId);
  const built = buildRestoreCommands(step, place, profile);
  const name = (
    <>
      <span className="font-medium">{step.serverName}</span>{' '}
      <span className="font-mono text-xs text-muted">{step.snapshotId}</span>
    </>
  );
  if (built.kind === 'not-ready') {
    return (
      <p>
        {name} <span className="text-muted">{built.reason}</span>
      </p>
    );
  }
  return (
    <details>
      <summary className="cursor-pointer">{name}</summary>
      <div className="mt-2 space-y-4 pb-2">
        {built.commands.map((command) => (
          <Command key={command.title} command={command} server={step.serverName} />
        ))}
      </div>
    </details>
  );
}

type CommandProps = { readonly command: RestoreCommand; readonly server: string };

function Command({ command: { title, explanation, check, command }, server }: CommandProps) {
  return (
    <section className="space-y-1">
      <h3 className="font-medium">{title}</h3>
      <p className="max-w-prose text-pretty text-muted">{explanation}</p>
      <CommandLine what={`the check for ${title} of ${server}`} label="Check" line={check} />
      <CommandLine what={`the command for ${title} of ${server}`} label="Run" line={command} />
    </section>
  );
}

type CommandLineProps = { readonly what: string; readonly label: string; readonly line: string };

function CommandLine({ what, label, line }: CommandLineProps) {
  return (
    <div className="flex items-start gap-2">
      <span className="w-12 shrink-0 py-1 text-xs text-muted">{label}</span>
      <code className="min-w-0 flex-1 rounded bg-sunken px-2 py-1 font-mono text-xs break-words whitespace-pre-wrap">
        {line}
      </code>
      <CopyButton text={line} what={what} />
    </div>
  );
}
