import { EventEmitter, once } from 'node:events';
import { faultSchema, type Fault, type FaultEffect, type FaultInput } from './fault';
import type { NewCall } from './call-log';

type ActiveFault = Fault & { readonly id: number; seen: number; struck: number };

export type FaultRegistry = {
  /** Returns the id under which the fault can be taken away. */
  add(fault: FaultInput): number;
  remove(id: number): void;
  clear(): void;
  list(): readonly ActiveFault[];
  /** The effects that strike this call; counts them as used. */
  take(call: NewCall): readonly FaultEffect[];
  /** Resolves once the fault with this very effect is taken away. */
  untilRemoved(effect: FaultEffect): Promise<void>;
};

export function createFaultRegistry(): FaultRegistry {
  let faults: ActiveFault[] = [];
  let lastId = 0;
  const removals = new EventEmitter();
  // As many calls as there are may wait at once.
  removals.setMaxListeners(0);
  const keep = (wanted: (fault: ActiveFault) => boolean) => {
    faults = faults.filter(wanted);
    removals.emit('removed');
  };
  return {
    add(input) {
      lastId += 1;
      faults.push({ ...faultSchema.parse(input), id: lastId, seen: 0, struck: 0 });
      return lastId;
    },
    remove(id) {
      keep((fault) => fault.id !== id);
    },
    clear() {
      keep(() => false);
    },
    list: () => faults,
    take: (call) => faults.filter((fault) => strikes(fault, call)).map((fault) => fault.effect),
    async untilRemoved(effect) {
      while (faults.some((fault) => fault.effect === effect)) await once(removals, 'removed');
    },
  };
}

function strikes(fault: ActiveFault, call: NewCall): boolean {
  if (!concerns(fault, call)) return false;
  fault.seen += 1;
  if (fault.seen <= fault.skip) return false;
  if (fault.count !== undefined && fault.struck >= fault.count) return false;
  if (draw(fault.seed, fault.seen) >= fault.probability) return false;
  fault.struck += 1;
  return true;
}

function concerns(fault: Fault, call: NewCall): boolean {
  return (
    fault.system === call.system &&
    (fault.operation === undefined || fault.operation === call.operation) &&
    Object.entries(fault.parameters).every(([name, value]) => call.parameters[name] === value)
  );
}

/** A number in [0, 1) that depends on nothing but the seed and the position (mulberry32). */
function draw(seed: number, position: number): number {
  let state = (seed + position * 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}
