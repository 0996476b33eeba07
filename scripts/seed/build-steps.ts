import type { Plan } from '@/lib/plan/plan';
import { createUuid } from './random';
import type { Random } from './random';
import type { SeedEnding, SeedStep } from './seed-run';

const FAILED = 0.025;
const LOST = 0.004;
/** EC2's own words for what goes wrong in practice. */
const ERRORS: readonly { readonly code: string; readonly message: string }[] = [
  {
    code: 'ConcurrentSnapshotLimitExceeded',
    message: 'Maximum allowed in-progress snapshots for a single volume exceeded.',
  },
  {
    code: 'SnapshotLimitExceeded',
    message: 'Too many snapshots. The maximum number of snapshots per account is reached.',
  },
  {
    code: 'UnauthorizedOperation',
    message: 'You are not authorized to perform this operation: ec2:CreateSnapshot is denied.',
  },
  { code: 'IncorrectState', message: 'The volume is in a state that does not allow a snapshot.' },
  { code: 'no-answer', message: 'No answer in 5 attempts, and no snapshot was found.' },
];

/** What became of each planned step; a canceled run skips its last ones. */
export function buildSeedSteps(
  random: Random,
  plan: Plan,
  startedAtMs: number,
  ending: Extract<SeedEnding, { kind: 'carried-out' }>,
): readonly SeedStep[] {
  const kept = ending.cancelled ? random.below(plan.steps.length) : plan.steps.length;
  let atMs = startedAtMs + 200 + random.below(600);
  return plan.steps.map((planned, index) => {
    const calledAtMs = (atMs += 40 + random.below(200));
    const status = index >= kept ? 'skipped' : random.chance(FAILED) ? 'failed' : 'created';
    const lost = status === 'created' && random.chance(LOST);
    const endedAtMs = calledAtMs + 180 + random.below(900) + (lost ? 12_000 : 0);
    return {
      id: createUuid(random, startedAtMs),
      planned,
      status,
      lost,
      snapshotId: status === 'created' ? `snap-0${random.hex(16)}` : null,
      requestId: status === 'skipped' ? null : createUuid(random, calledAtMs),
      error: status === 'failed' ? random.pick(ERRORS) : null,
      calledAtMs,
      endedAtMs,
      completedAtMs: endedAtMs + 20_000 + planned.volumeSizeGib * (500 + random.below(9_000)),
    };
  });
}
