import { readTask } from '@/lib/ticket/read-task';
import type { Task } from '@/lib/ticket/ticket';

/** What has to be looked up in EC2 before a plan can be built; each thing once. */
export type Lookups = {
  readonly addresses: readonly string[];
  readonly names: readonly string[];
};

/** Collects the addresses and Name tags of all tasks, so that they can be asked for in batches. */
export function listLookups(tasks: readonly Task[]): Lookups {
  const addresses = new Set<string>();
  const names = new Set<string>();
  for (const task of tasks) {
    const reading = readTask(task);
    if (reading.kind !== 'requests') continue;
    for (const { target } of reading.requests) {
      if (target.by === 'address') addresses.add(target.address);
      else names.add(target.name);
    }
  }
  return { addresses: [...addresses], names: [...names] };
}
