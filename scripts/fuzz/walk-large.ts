import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { renderToString } from 'react-dom/server';
import { AppError } from '@/lib/errors/app-error';
import { listLookups } from '@/lib/plan/index-inventory';
import type { Plan } from '@/lib/plan/plan';
import { previewTicket } from '@/lib/preview/preview-ticket';
import type { Services } from '@/lib/services/services';
import { buildInventory } from './build-inventory';
import type { HostileFreshservice } from './hostile-freshservice';
import type { LargeTicket } from './large-tickets';
import { planPage } from './render-page';

export type LargeWalk = {
  readonly name: string;
  /** Why it was refused, in words; null: it was answered. */
  readonly refused: string | null;
  readonly answerBytes: number;
  /** The longest time that the process took for one thing without doing another, in ms. */
  readonly blockedMs: number;
  /** How late the event loop was at most: also where other programs had the processor, in ms. */
  readonly lateMs: number;
};

/** No ticket may hold other people's requests up for longer. */
export const MAX_BLOCKED_MS = 200;
/** How precisely the event loop is watched. */
const RESOLUTION_MS = 5;

/** The dry run of one large ticket, from Freshservice's bytes to those of the page. */
export async function walkLarge(
  services: Services,
  freshservice: HostileFreshservice,
  { name, pages }: LargeTicket,
): Promise<LargeWalk> {
  freshservice.putPages(NUMBER, pages);
  // What building the ticket has left behind is not measured.
  await wait(4 * RESOLUTION_MS);
  const late = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  late.enable();
  const blocked = watchBlocks();
  await wait(2 * RESOLUTION_MS);
  const found = await lookUp(services);
  await wait(2 * RESOLUTION_MS);
  late.disable();
  freshservice.drop(NUMBER);
  return { name, ...found, blockedMs: blocked(), lateMs: late.max / 1e6 };
}

const NUMBER = 900_001;

/**
 * Between two ticks of a timer the process blocked for no longer than passed, and for no longer than
 * it had the processor: on a busy machine the second is the one that is ours. Returns how to end it
 * and hear the longest.
 */
function watchBlocks(): () => number {
  let longest = 0;
  let [at, used] = [performance.now(), process.cpuUsage()];
  const tick = () => {
    const { user, system } = process.cpuUsage(used);
    const passed = performance.now() - at - RESOLUTION_MS;
    longest = Math.max(longest, Math.min(passed, (user + system) / 1_000));
    [at, used] = [performance.now(), process.cpuUsage()];
  };
  const timer = setInterval(tick, RESOLUTION_MS);
  return () => {
    clearInterval(timer);
    tick();
    return longest;
  };
}

async function lookUp({ preview }: Services): Promise<Pick<LargeWalk, 'refused' | 'answerBytes'>> {
  try {
    const plan = await previewTicket(
      {
        reference: { kind: 'CHN', number: NUMBER },
        environmentChoice: 'prod-eu',
        agentEmail: 'olga@example.com',
        executor: null,
      },
      {
        ...preview,
        fetchInventory: ({ reading }) =>
          Promise.resolve(buildInventory(listLookups(reading.tasks), 1, () => 'web-01')),
      },
    );
    return { refused: null, answerBytes: await answer(plan) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { refused: error.message, answerBytes: Buffer.byteLength(error.message) };
  }
}

/** The JSON that a browser reads, and the page: two tasks of the event loop, as in the product. */
async function answer(plan: Plan): Promise<number> {
  const json = Response.json({ plan });
  const { byteLength } = await json.arrayBuffer();
  await wait(1);
  renderToString(planPage(plan));
  return byteLength;
}
