import type { Queries } from '@/lib/db/client';
import { parseReason } from '@/lib/plan/approve-plan';
import type { Finding, PlannedStep } from '@/lib/plan/plan';
import { countSnapshots } from '@/lib/text/count-snapshots';
import type { NewEvent } from './events';
import type { PlannedRun, Requester } from './plan-run';
import type { ExecuteRequest, KeptAcknowledgement } from './run';

/** A run before it is stored. */
export type RunDraft = PlannedRun & {
  readonly id: string;
  readonly request: ExecuteRequest;
  readonly requestHash: string;
  readonly requester: Requester;
  readonly retryOf: string | null;
  /** Acknowledgements of an earlier run that a retry goes by. */
  readonly kept?: readonly KeptAcknowledgement[];
  /** Of a start by itself; part of the same transaction: what it throws leaves nothing stored. */
  within?(
    tx: Queries,
    stored: { readonly runId: string; readonly started: boolean },
  ): Promise<void>;
  /** Of a start by itself: a sentence for the first line of the log. */
  readonly note?: string;
};

/** Each once, and only what the plan has: what someone made up is no part of the record. */
export function listAcknowledged({ plan, request }: RunDraft): readonly Finding[] {
  const acknowledged = new Set(request.acknowledged);
  return plan.findings.filter(({ key }) => acknowledged.has(key));
}

/** What its log begins with. */
export function firstEvents(draft: RunDraft): readonly NewEvent[] {
  const { plan, retryOf, note } = draft;
  const { agent } = draft.requester;
  const { snapshots, sizeGib } = plan.totals;
  return [
    {
      level: 'info',
      code: 'run-requested',
      message: `${agent.name} (${agent.email}) requested ${countSnapshots(snapshots)}, ${sizeGib} GiB, for ${plan.ticket.reference}.${note === undefined ? '' : ` ${note}`}`,
      data: { fingerprint: plan.fingerprint, retryOf },
    },
    ...listAcknowledged(draft).map((finding) => acknowledgedEvent(draft, finding)),
  ];
}

/** A rule that was overridden stands out in the log, with the reason. */
function acknowledgedEvent(draft: RunDraft, { key, message, overridable }: Finding): NewEvent {
  const { agent } = draft.requester;
  const kept = draft.kept?.find((one) => one.key === key);
  const earlier = kept === undefined ? {} : { by: kept.by, at: kept.at, runId: kept.runId };
  const since = kept === undefined ? '' : ` ${labelKept(kept)}.`;
  if (!overridable) {
    return {
      level: 'info',
      code: kept === undefined ? 'warning-acknowledged' : 'acknowledgement-kept',
      message: kept === undefined ? `Acknowledged: ${message}` : `${labelKept(kept)}: ${message}`,
      data: { key, ...earlier },
    };
  }
  const reason = parseReason(draft.request.reason ?? '');
  return {
    level: 'warn',
    code: 'policy-overridden',
    message: `${agent.name} overrode a change policy. ${message}${since} Reason: ${reason}`,
    data: { key, reason, ...earlier },
  };
}

function labelKept({ by, at, runId }: KeptAcknowledgement): string {
  return `Acknowledged by ${by} at ${at} for run ${runId} and unchanged since`;
}

/** What of a step its table keeps as it was planned. */
export type StepToStore = Pick<
  PlannedStep,
  | 'taskIds'
  | 'serverName'
  | 'ipAddress'
  | 'environment'
  | 'accountId'
  | 'region'
  | 'instanceId'
  | 'volumeId'
  | 'volumeSizeGib'
  | 'tags'
  | 'description'
>;

/** A step as its table has it. */
export function stepRow(runId: string, id: string, position: number, step: StepToStore, now: Date) {
  return {
    id,
    notBefore: now,
    updatedAt: now,
    runId,
    position,
    status: 'planned',
    taskIds: [...step.taskIds],
    serverName: step.serverName,
    ipAddress: step.ipAddress,
    environment: step.environment,
    accountId: step.accountId,
    region: step.region,
    instanceId: step.instanceId,
    volumeId: step.volumeId,
    volumeSizeGib: step.volumeSizeGib,
    tags: step.tags.map(({ key, value }) => ({ key, value })),
    description: step.description,
  };
}
