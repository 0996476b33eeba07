import type { Sandbox } from '@/sandbox/sandbox';
import type { FaultInput } from '@/sandbox/server/fault';

export type LostCount = {
  /** Writes that had their effect without an answer. */
  readonly repliesLost: number;
  /** Writes that were cut off before their effect. */
  readonly requestsLost: number;
};

/** Each write is cut off or late with some chance, before its effect and after it. */
export function buildFaults(seed: number): readonly FaultInput[] {
  const writes = [
    ['freshservice', 'CreateNote'],
    ['freshservice', 'UpdateNote'],
    ['freshservice', 'UpdateTask'],
    ['ec2', 'CreateTags'],
    ['ec2', 'DeleteSnapshot'],
  ] as const;
  const faults = writes.flatMap(([system, operation]) => {
    const call = { system, operation };
    return [
      { ...call, probability: 0.1, effect: { kind: 'cut', when: 'after' } },
      { ...call, probability: 0.1, effect: { kind: 'cut', when: 'before' } },
      // Time in which a process can be killed before and after the effect.
      { ...call, probability: 0.3, effect: { kind: 'latency', ms: 60, when: 'before' } },
      { ...call, probability: 0.3, effect: { kind: 'latency', ms: 60, when: 'after' } },
    ] as const;
  });
  // With one seed for all, a call would be cut before its effect whenever it is cut after it.
  return faults.map((fault, index) => ({ ...fault, seed: seed * 100 + index }));
}

/** The few calls that were to be cut at both moments count in both. */
export function countLost({ faults }: Pick<Sandbox, 'faults'>): LostCount {
  const count = (moment: 'before' | 'after') =>
    faults
      .list()
      .filter(({ effect }) => effect.kind === 'cut' && effect.when === moment)
      .reduce((total, { struck }) => total + struck, 0);
  return { repliesLost: count('after'), requestsLost: count('before') };
}
