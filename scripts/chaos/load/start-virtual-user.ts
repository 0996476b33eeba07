import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Visits } from './visit-pages';

export type VirtualUserOrder =
  | { readonly kind: 'begin'; readonly urls: readonly string[]; readonly cookie: string }
  | { readonly kind: 'end' };

export type Visitor = {
  /** Visits pages while the work goes on. */
  readonly during: <T>(work: Promise<T>) => Promise<readonly [Visits, T]>;
  readonly stop: () => Promise<void>;
};

/**
 * Someone who visits pages, in a process of its own as a browser is: where the stand-ins and who
 * presses Execute have work to do, its clock goes on.
 */
export function startVirtualUser(urls: readonly string[], cookie: string): Visitor {
  const child = fork('scripts/chaos/load/virtual-user.ts', { execArgv: ['--import', 'tsx'] });
  const exited = once(child, 'exit');
  const send = (order: VirtualUserOrder) => child.send(order);
  return {
    async during(work) {
      send({ kind: 'begin', urls, cookie });
      const result = await work;
      const answer = once(child, 'message') as Promise<[Visits]>;
      send({ kind: 'end' });
      const [visits] = await answer;
      return [visits, result];
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
