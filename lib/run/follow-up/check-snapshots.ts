import type { AwsEnvironment } from '@/lib/aws/aws-environment';
import type { SnapshotLock, SnapshotReport } from '@/lib/aws/snapshot-report';
import { AppError } from '@/lib/errors/app-error';
import type { RunStep, SnapshotNow, CurrentSnapshots } from '../run';

type Taken = RunStep & { readonly snapshotId: string };

type Sources = {
  readonly environmentNames: readonly string[];
  /** With the session of the person who asks. */
  readonly findEnvironment: (name: string) => AwsEnvironment;
  readonly now: () => Date;
};

/**
 * What EC2 has now of what a run took: read when someone asks, kept nowhere. An environment that
 * cannot be asked is said; it does not hide the others.
 */
export async function checkSnapshots(
  steps: readonly RunStep[],
  sources: Sources,
): Promise<CurrentSnapshots> {
  const taken = steps.filter((step): step is Taken => step.snapshotId !== null);
  const names = [...new Set(taken.map(({ environment }) => environment))];
  const parts = await Promise.all(
    names.map((name) =>
      checkEnvironment(
        name,
        taken.filter(({ environment }) => environment === name),
        sources,
      ),
    ),
  );
  return {
    readAt: sources.now().toISOString(),
    snapshots: parts.flatMap(({ snapshots }) => snapshots),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

type Part = Omit<CurrentSnapshots, 'readAt'>;

async function checkEnvironment(
  name: string,
  steps: readonly Taken[],
  { environmentNames, findEnvironment, now }: Sources,
): Promise<Part> {
  if (!environmentNames.includes(name)) {
    return unread(name, steps, 'It is no longer configured.');
  }
  try {
    const environment = findEnvironment(name);
    const reports = await environment.describeSnapshots(steps.map(({ snapshotId }) => snapshotId));
    const existing = reports.filter(({ state }) => state !== 'missing');
    const locks = await environment.describeLocks(existing.map(({ snapshotId }) => snapshotId));
    const problems =
      locks === null
        ? [
            {
              environment: name,
              message: 'Locks are unknown: ec2:DescribeLockedSnapshots is denied.',
            },
          ]
        : [];
    const byId = new Map(reports.map((report) => [report.snapshotId, report]));
    const snapshots = steps.map((step) =>
      describeNow(step, byId.get(step.snapshotId), locks, now()),
    );
    return { snapshots, problems };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return unread(name, steps, `${error.message} ${error.hint}`);
  }
}

function unread(environment: string, steps: readonly Taken[], message: string): Part {
  return {
    snapshots: steps.map((step) => ({ ...namesOf(step), kind: 'unread' })),
    problems: [{ environment, message }],
  };
}

/** EC2's reads lag: what was taken a moment ago may not be listed yet. */
const LAG_MS = 5 * 60_000;

function describeNow(
  step: Taken,
  report: SnapshotReport | undefined,
  locks: readonly SnapshotLock[] | null,
  now: Date,
): SnapshotNow {
  if (report === undefined || report.state === 'missing') {
    const young = now.getTime() - Date.parse(step.updatedAt) < LAG_MS;
    return { ...namesOf(step), kind: young ? 'not-listed-yet' : 'deleted' };
  }
  const lock = locks?.find(({ snapshotId }) => snapshotId === step.snapshotId) ?? null;
  return {
    ...namesOf(step),
    kind: 'exists',
    state: report.state,
    progress: report.progress,
    lock: lock === null ? null : { mode: lock.mode, until: lock.until },
  };
}

function namesOf({ id, snapshotId, serverName, region }: Taken) {
  return { stepId: id, snapshotId, serverName, region };
}
