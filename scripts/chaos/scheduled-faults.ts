import type { FaultInput } from '@/sandbox/server/fault';

type Effect = FaultInput['effect'];

/** What goes wrong at EC2 and Slack in a schedule, each with its chance per call. */
export function buildScheduledFaults(seed: number): readonly FaultInput[] {
  const create = (chance: number, effect: Effect) => ['CreateSnapshot', chance, effect] as const;
  const read = (chance: number, effect: Effect) => ['DescribeSnapshots', chance, effect] as const;
  const rows = [
    create(0.06, { kind: 'cut', when: 'after' }),
    create(0.05, { kind: 'cut', when: 'before' }),
    create(0.05, { kind: 'error', code: 'InternalError', when: 'after' }),
    create(0.02, { kind: 'hang', when: 'after' }),
    create(0.04, { kind: 'error', code: 'RequestLimitExceeded', when: 'before' }),
    // Time in which a process can be killed before and after the effect.
    create(0.5, { kind: 'latency', ms: 120, when: 'before' }),
    create(0.5, { kind: 'latency', ms: 120, when: 'after' }),
    read(0.4, { kind: 'read-lag', ms: MAX_LAG_MS }),
    read(0.5, { kind: 'read-lag', ms: MAX_LAG_MS / 2 }),
    read(0.03, { kind: 'cut', when: 'before' }),
    read(0.03, { kind: 'error', code: 'Unavailable', when: 'before' }),
  ];
  const ec2 = rows.map(([operation, probability, effect], index) => {
    return { system: 'ec2', operation, probability, effect, seed: seed * 100 + index } as const;
  });
  const slack = { kind: 'error', status: 500 } as const;
  return [...ec2, { system: 'slack', probability: 0.2, seed: seed * 100 + 99, effect: slack }];
}

export const MAX_LAG_MS = 3_000;

/** What a fault does, in a few words. */
export function effectLabel(effect: Effect): string {
  const when = 'when' in effect ? `, ${effect.when ?? 'before'} the effect` : '';
  switch (effect.kind) {
    case 'error':
      return `${effect.code ?? effect.status}${when}`;
    case 'cut':
      return `connection cut${when}`;
    case 'hang':
      return `no answer${when}`;
    case 'read-lag':
      return `read lag ${effect.ms} ms`;
    case 'latency':
      return `${effect.ms} ms late${when}`;
    default:
      return effect.kind;
  }
}
