import { listBlocks } from '@/lib/plan/list-blocks';
import type { Plan } from '@/lib/plan/plan';
import type { RunMessage } from '@/lib/slack/run-message';
import type { Engine } from './engine';
import type { RunStatus } from './run';

/** What a person has to look into, whatever became of the run. */
const ALARMS = ['snapshot-doubled', 'snapshot-orphaned'];

type TickedRun = {
  readonly status: string;
  readonly acknowledged: readonly string[];
  readonly reason: string | null;
};

/** A refused Execute overrode nothing, whatever was ticked. */
function describeOverride(run: TickedRun, plan: Plan): RunMessage['override'] {
  const rules = listBlocks(plan).overridable.filter(({ key }) => run.acknowledged.includes(key));
  if (run.status === 'rejected' || rules.length === 0) return null;
  return { rules: rules.map(({ message }) => message), reason: run.reason ?? '' };
}

/** What Slack is told about a run, as it stands now. */
export async function buildRunMessage(engine: Engine, runId: string): Promise<RunMessage> {
  const run = await engine.database.prisma.run.findUniqueOrThrow({
    where: { id: runId },
    include: {
      steps: { orderBy: { position: 'asc' } },
      events: { where: { code: { in: ALARMS } }, orderBy: { seq: 'asc' } },
    },
  });
  const plan = run.plan as unknown as Plan;
  return {
    ticket: run.ticket,
    ticketUrl: plan.ticket.url,
    subject: run.ticketSubject,
    agentName: run.agentName,
    agentEmail: run.agentEmail,
    status: run.status as RunStatus,
    runUrl: engine.runUrl(run.id),
    snapshots: run.steps.map((step) => ({
      serverName: step.serverName,
      snapshotId: step.snapshotId,
      state: step.snapshotState ?? step.status,
      error: step.errorMessage,
    })),
    errors: [
      ...(run.errorMessage === null ? [] : [run.errorMessage]),
      ...run.events.map(({ message }) => message),
    ],
    override: describeOverride(run, plan),
  };
}
