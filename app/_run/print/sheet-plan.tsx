import { FINDING_TITLES, tasksLabel } from '@/app/_plan/plan-labels';
import { formatGib } from '@/app/_ui/format-number';
import { formatUtc } from '@/app/_ui/format-time';
import type { RunRecord } from '@/lib/history/load-run-record';
import type { Plan, PlannedTask } from '@/lib/plan/plan';
import { reasonLabel } from '../run-labels';
import { Sheet, SheetTable } from './sheet-table';

/** The plan as it was when Execute was pressed: tasks, what each means, findings, tags. */
export function SheetPlan({ plan }: { readonly plan: Plan }) {
  return (
    <>
      <Sheet title="Plan at execution">
        <p>
          Read {formatUtc(plan.readAt)}. Environment: {plan.environmentChoice}. Tasks:{' '}
          {tasksLabel(plan)}. Fingerprint:{' '}
          <span className="font-mono break-all">{plan.fingerprint}</span>
        </p>
        <SheetTable
          columns={['Environment', 'Region', 'Account', 'Identity']}
          rows={plan.environments.map(({ name, region, accountId, identityArn }) => ({
            key: name,
            cells: [name, region, accountId ?? 'unknown', identityArn ?? 'unknown'],
          }))}
        />
      </Sheet>
      <Sheet title={`Tasks (${plan.tasks.length})`}>
        <SheetTable
          columns={['Task', 'Title', 'Text', 'Verdict']}
          rows={plan.tasks.map((task) => ({
            key: task.taskId,
            cells: [task.taskId, task.title, task.text ?? '', verdictLabel(task)],
          }))}
        />
      </Sheet>
      <Sheet title={`Planned snapshots (${plan.steps.length})`}>
        <SheetTable
          columns={['Task', 'Server', 'Name tag', 'Instance and volume', 'Description and tags']}
          rows={plan.steps.map((step) => ({
            key: step.key,
            cells: [
              [...step.taskIds],
              [step.serverName, step.ipAddress, step.environment],
              step.nameTag ?? 'none',
              [
                `${step.instanceId}, ${step.instanceState}`,
                `${step.volumeId}, ${formatGib(step.volumeSizeGib)}`,
                `${step.rootDeviceName}, ${step.encrypted ? 'encrypted' : 'not encrypted'}`,
              ],
              [step.description, ...step.tags.map(({ key, value }) => `${key}=${value}`)],
            ],
          }))}
        />
      </Sheet>
      <Sheet title={`Findings (${plan.findings.length})`}>
        <SheetTable
          columns={['Kind', 'Severity', 'What was found']}
          rows={plan.findings.map(({ key, code, severity, message }) => ({
            key,
            cells: [FINDING_TITLES[code], severity, message],
          }))}
        />
      </Sheet>
    </>
  );
}

const VERDICTS: Readonly<Record<PlannedTask['verdict']['kind'], string>> = {
  ready: 'to snapshot',
  blocked: 'with problems',
  skipped: 'closed',
  'near-miss': 'unclear',
  ignored: 'other',
};

function verdictLabel({ verdict }: PlannedTask): string {
  return verdict.kind === 'skipped' ? verdict.reason : VERDICTS[verdict.kind];
}

/** What was acknowledged or overridden, by whom and when: of an earlier run, where a retry kept it. */
export function SheetAcknowledgements({ record }: { readonly record: RunRecord }) {
  const { run, acknowledgements } = record;
  return (
    <Sheet title={`Acknowledged (${acknowledgements.length})`}>
      <SheetTable
        columns={['Warning', 'What it said', 'By', 'When (UTC)']}
        rows={acknowledgements.map(({ key, code, message, by, at, runId }) => ({
          key,
          cells: [
            FINDING_TITLES[code],
            message,
            runId === run.id ? by : [by, `for run ${runId}`],
            formatUtc(at).replace(' UTC', ''),
          ],
        }))}
      />
      {run.reason !== null && (
        <p>
          {reasonLabel(run)}: {run.reason}
        </p>
      )}
    </Sheet>
  );
}
