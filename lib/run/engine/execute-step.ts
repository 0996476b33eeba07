import { callCreate } from './create-call';
import { adoptEarlierSnapshot, findLostSnapshot } from './find-lost-snapshot';
import { loadPendingSteps, type PendingStep } from './pending-step';
import { sleep } from './retry';
import { waitWhilePassive, type RunContext } from './run-context';
import { storeOutcome } from './store-outcome';

const NOT_NOW_MS = 200;
const ASK_AGAIN_MS = 2_000;

/** Brings one step to its end: call, look up, call again, by what its row says each time. */
export async function executeStep(context: RunContext, first: PendingStep): Promise<void> {
  const { engine, run, lookupSlots, signals } = context;
  let step: PendingStep | undefined = first;
  while (step !== undefined) {
    const current: PendingStep = step;
    // A step whose call may be in flight waits for its time, whether the run is cancelled or not;
    // one that was not called is skipped by the cancellation itself.
    const isPlanned = current.status === 'planned';
    await sleep(current.waitMs, isPlanned ? signals.noNewCalls : signals.stop);
    if (signals.stop.aborted) return;
    if (isPlanned && (await waitWhilePassive(context))) {
      // The wait may have made it late; the row says so. What was called is followed all the while.
    } else if (!isPlanned) {
      await lookupSlots(() => findLostSnapshot(context, current));
    } else if (!current.callIsLate || (await hasNoSnapshotYet(context, current))) {
      if ((await callStep(context, current)) === 'created') return;
    }
    [step] = await loadPendingSteps(engine, run, current.id);
  }
}

/** Before a late call. False: the snapshot exists and is stored, or EC2 could not be asked. */
async function hasNoSnapshotYet(context: RunContext, step: PendingStep): Promise<boolean> {
  const earlier = await context.lookupSlots(() => adoptEarlierSnapshot(context, step));
  if (earlier === 'not-asked') await sleep(ASK_AGAIN_MS, context.signals.noNewCalls);
  return earlier === 'none';
}

async function callStep(
  context: RunContext,
  step: PendingStep,
): Promise<'created' | 'not-created'> {
  const { callSlots, signals } = context;
  const outcome = await callSlots(() => callCreate(context, step));
  if (outcome === null) {
    // It is not its time yet, or the run has another owner, which the lease tells in a moment.
    await sleep(NOT_NOW_MS, signals.noNewCalls);
    return 'not-created';
  }
  // While the outcome is stored, the next call has the slot.
  await storeOutcome(context, step, outcome);
  return outcome.kind === 'created' ? 'created' : 'not-created';
}
