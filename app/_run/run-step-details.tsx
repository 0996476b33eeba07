import { AwsId } from '@/app/_ui/aws-id';
import { CopyableCommand, CopyableId } from '@/app/_ui/copy-button';
import { Fact } from '@/app/_ui/fact';
import { Time } from '@/app/_ui/time';
import { ToneIcon } from '@/app/_ui/tone';
import { TagList } from '@/app/_plan/tag-list';
import { decodeMessageCommand } from '@/lib/aws/aws-error-codes';
import type { RunStep } from '@/lib/run/run';

type Props = { readonly step: RunStep; readonly open: boolean };

/** Why a snapshot broke or a step waits, always; what the snapshot was given and EC2's request id, when unfolded. */
export function RunStepDetails({ step, open }: Props) {
  return (
    <div className="space-y-3">
      {step.errorMessage !== null && step.snapshotId !== null && (
        <p className="flex items-start gap-2 text-bad">
          <ToneIcon tone="bad" className="mt-0.5 size-4" />
          <span className="min-w-0 break-words">
            {step.errorMessage}
            {step.errorCode !== null && (
              <span className="font-mono text-xs"> ({step.errorCode})</span>
            )}
          </span>
        </p>
      )}
      {step.encodedMessage !== null && (
        <div className="text-muted">
          AWS encoded the details. To decode them (requires sts:DecodeAuthorizationMessage), run:
          <CopyableCommand command={decodeMessageCommand(step.encodedMessage)} />
        </div>
      )}
      {step.nextAttemptAt !== null && (
        <p className="flex items-start gap-2 text-muted">
          <ToneIcon tone="attention" className="mt-0.5 size-4" />
          <span className="min-w-0 break-words">
            Refused <span className="font-mono text-xs">({step.errorCode})</span>. Next attempt:{' '}
            <Time at={step.nextAttemptAt} />
          </span>
        </p>
      )}
      {open && (
        <div className="grid gap-4 rounded-md bg-sunken p-3 md:grid-cols-[3fr_2fr]">
          <div className="min-w-0">
            <h3 className="text-xs text-muted">Tags and description</h3>
            <TagList tags={[...step.tags, { key: 'Description', value: step.description }]} />
          </div>
          <dl className="grid grid-cols-2 content-start gap-3">
            <Fact term="Instance">
              <AwsId region={step.region} thing="instance" id={step.instanceId} />
            </Fact>
            <Fact term={step.taskIds.length === 1 ? 'Task' : 'Tasks'}>
              {step.taskIds.join(', ')}
            </Fact>
            <Fact term={step.targetSnapshotId === null ? 'Create calls' : 'Delete calls'}>
              {step.attempts}
            </Fact>
            <Fact term="Last change">
              <Time at={step.updatedAt} />
            </Fact>
            <Fact term="EC2 request ID">
              {step.requestId === null ? 'none' : <CopyableId id={step.requestId} />}
            </Fact>
          </dl>
        </div>
      )}
    </div>
  );
}
