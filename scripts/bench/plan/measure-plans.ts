import { previewTicket, type PreviewSources } from '@/lib/preview/preview-ticket';
import { measureFloor } from './measure-floor';

export type Measured = {
  readonly planMs: number;
  readonly slowestPlanMs: number;
  readonly floorMs: number;
  /** This process's own work per plan. */
  readonly cpuMs: number;
};

export type Bench = {
  /** A change of the sandbox. */
  readonly number: number;
  readonly tasks: number;
  readonly repeats: number;
  /** Of the product, with the stand-ins' addresses. */
  readonly environment: NodeJS.ProcessEnv;
  /** What each plan reads from. */
  readonly openSources: () => PreviewSources;
};

/** How often each is done before it is measured: connections are open, code is compiled. */
const WARM_UPS = 3;

/** Medians of plan and floor, measured in turns, so that both see the same machine. */
export async function measurePlans(bench: Bench): Promise<Measured> {
  const floors: number[] = [];
  const plans: number[] = [];
  let cpuMs = 0;
  for (let run = -WARM_UPS; run < bench.repeats; run += 1) {
    const floor = await measureFloor(bench.environment, bench.number);
    const plan = await measurePlan(bench);
    if (run < 0) continue;
    floors.push(floor);
    plans.push(plan.wallMs);
    cpuMs += plan.cpuMs / bench.repeats;
  }
  return {
    planMs: findMedian(plans),
    slowestPlanMs: Math.max(...plans),
    floorMs: findMedian(floors),
    cpuMs,
  };
}

async function measurePlan({ number, tasks, openSources }: Bench) {
  const request = {
    reference: { kind: 'CHN', number },
    environmentChoice: 'prod-eu',
    agentEmail: 'olga@example.com',
    executor: null,
  } as const;
  const sources = openSources();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const plan = await previewTicket(request, sources);
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (plan.totals.snapshots !== tasks) throw new Error('The plan is not the expected one.');
  return { wallMs, cpuMs: (user + system) / 1_000 };
}

function findMedian(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
