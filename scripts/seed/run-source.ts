import { createFinding } from '@/lib/plan/finding';
import type { Finding } from '@/lib/plan/plan';
import type { Agent, RejectionCode } from '@/lib/run/run';
import type { Ticket } from '@/lib/ticket/ticket';
import { buildSeedPlan } from './build-plan';
import { buildSeedSteps } from './build-steps';
import { buildFleet, type SeedEnvironment, type SeedServer } from './fleet';
import { SEED_AGENTS } from './people';
import { createUuid, type Random } from './random';
import type { SeedEnding, SeedRun } from './seed-run';
import { createTicketSource } from './ticket-source';

/** What a run that was not good leaves behind: someone comes back to it. */
type Unfinished = {
  readonly run: SeedRun | null;
  readonly ticket: Ticket;
  readonly environment: SeedEnvironment;
  readonly servers: readonly SeedServer[];
  readonly agent: Agent;
};

/** How many servers a ticket names: three on average. */
const TICKET_SIZES = [1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6, 12] as const;
const REJECTED = 0.05;
const CANCELLED = 0.015;
const WARNED = 0.12;
/** So many unfinished tickets are come back to, the rest is left. */
const COME_BACK = 0.7;

/** Builds run after run, in the order of time; a rejected or failed one is often followed by another. */
export function createRunSource(random: Random): (startedAtMs: number) => SeedRun {
  const fleet = buildFleet(random);
  const nextTicket = createTicketSource(random);
  const unfinished: Unfinished[] = [];
  let taskId = 20_000;

  const chooseWork = (startedAtMs: number): Unfinished => {
    const again = unfinished.length > 20 || random.chance(0.3) ? unfinished.shift() : undefined;
    if (again !== undefined) return again;
    // The first environments have most of the work.
    const { environment, servers } = random.pick(fleet.slice(0, 1 + random.below(fleet.length)));
    const size = random.pick(TICKET_SIZES);
    return {
      run: null,
      ticket: nextTicket(startedAtMs),
      environment,
      servers: pickServers(random, servers, size),
      agent: random.pick(SEED_AGENTS),
    };
  };

  return (startedAtMs) => {
    const work = chooseWork(startedAtMs);
    const ending = chooseEnding(random, work.run !== null);
    const findings = chooseFindings(random, ending, work.servers);
    const readAt = new Date(startedAtMs - 40_000).toISOString();
    const plan = buildSeedPlan({
      ...work,
      findings,
      agentEmail: work.agent.email,
      day: readAt.slice(0, 10).replaceAll('-', ''),
      readAt,
      firstTaskId: (taskId += work.servers.length),
    });
    const run: SeedRun = {
      id: createUuid(random, startedAtMs),
      idempotencyKey: createUuid(random, startedAtMs - 60_000),
      agent: work.agent,
      plan,
      acknowledged: findings
        .filter(({ severity }) => severity === 'warning')
        .map(({ key }) => key)
        .slice(0, ending.kind === 'rejected' ? 0 : undefined),
      retryOf: work.run?.id ?? null,
      startedAtMs,
      ending,
      steps: ending.kind === 'rejected' ? [] : buildSeedSteps(random, plan, startedAtMs, ending),
    };
    const follow = followUp(run, work);
    if (follow !== null && random.chance(COME_BACK)) unfinished.push(follow);
    return run;
  };
}

/** A rejected ticket is executed again; what failed is retried, as a run linked to the first. */
function followUp(run: SeedRun, work: Unfinished): Unfinished | null {
  if (run.ending.kind === 'rejected') return work;
  const missing = new Set(
    run.steps.filter(({ status }) => status !== 'created').map(({ planned }) => planned.volumeId),
  );
  if (missing.size === 0) return null;
  return { ...work, run, servers: work.servers.filter(({ volumeId }) => missing.has(volumeId)) };
}

function pickServers(random: Random, servers: readonly SeedServer[], count: number) {
  const picked = new Set<SeedServer>();
  while (picked.size < count) picked.add(random.pick(servers));
  return [...picked];
}

function chooseEnding(random: Random, isRetry: boolean): SeedEnding {
  if (!isRetry && random.chance(REJECTED)) return { kind: 'rejected', ...random.pick(REJECTIONS) };
  return { kind: 'carried-out', cancelled: random.chance(CANCELLED) };
}

const REJECTIONS: readonly { readonly code: RejectionCode; readonly message: string }[] = [
  {
    code: 'plan-changed',
    message: 'Nothing was done: the ticket or the servers changed since you looked.',
  },
  {
    code: 'plan-blocked',
    message: 'Nothing was done. No running instance has the address 10.99.0.4 in prod-eu.',
  },
  {
    code: 'volume-busy',
    message: 'Nothing was changed: another run is taking a snapshot of one of these volumes.',
  },
];

function chooseFindings(
  random: Random,
  ending: SeedEnding,
  servers: readonly SeedServer[],
): readonly Finding[] {
  if (ending.kind === 'rejected' && ending.code === 'plan-blocked') {
    return [
      createFinding({
        subject: '10.99.0.4',
        code: 'instance-not-found',
        severity: 'block',
        message: 'No running instance has the address 10.99.0.4 in prod-eu.',
        hint: 'Correct the address in the task, or choose another environment.',
      }),
    ];
  }
  const [first] = servers;
  if (first === undefined || !random.chance(WARNED)) return [];
  return [
    createFinding({
      subject: first.volumeId,
      code: 'snapshot-recent',
      severity: 'warning',
      message: `A snapshot of ${first.volumeId} (${first.name}) is only 9 minutes old.`,
      hint: 'Take another one only if you need it.',
    }),
  ];
}
