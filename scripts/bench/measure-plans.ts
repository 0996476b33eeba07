import { previewTicket, type PreviewSources } from '@/lib/preview/preview-ticket';

export type Measured = {
  readonly medianMs: number;
  readonly slowestMs: number;
  /** This process's own work per plan. */
  readonly cpuMs: number;
};

/** How often each plan is built before it is measured: connections are open, code is compiled. */
const WARM_UPS = 3;

/** Builds the plan of one ticket again and again; `freshSources` gives what each one reads from. */
export async function measurePlans(
  number: number,
  snapshots: number,
  repeats: number,
  freshSources: () => PreviewSources,
): Promise<Measured> {
  const build = () =>
    previewTicket(
      {
        reference: { kind: 'CHN', number },
        environmentChoice: 'prod-eu',
        agentEmail: 'olga@example.com',
      },
      freshSources(),
    );
  for (let run = 0; run < WARM_UPS; run += 1) await build();
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let run = 0; run < repeats; run += 1) {
    const start = performance.now();
    const plan = await build();
    times.push(performance.now() - start);
    if (plan.totals.snapshots !== snapshots) throw new Error('The plan is not the expected one.');
  }
  const { user, system } = process.cpuUsage(before);
  const sorted = times.toSorted((a, b) => a - b);
  return {
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
    slowestMs: sorted.at(-1) ?? 0,
    cpuMs: (user + system) / 1_000 / repeats,
  };
}
