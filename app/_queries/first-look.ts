import { setTimeout as pause } from 'node:timers/promises';
import { dehydrate, type DehydratedState, QueryClient, type QueryKey } from '@tanstack/react-query';
import { notFound } from 'next/navigation';
import { AppError, type AppErrorCode } from '@/lib/errors/app-error';

/** A page that is not read by then comes without its data and reads by itself. */
const MAX_WAIT_MS = 2_000;
const NOT_FOUND: readonly AppErrorCode[] = ['not-found', 'ticket-not-found'];

type FirstLook = readonly [key: QueryKey, data: Promise<unknown>];

/**
 * The data a page first shows, sent along with the page. What fails is left out: the page asks
 * again and says why. What does not exist is answered with 404.
 */
export async function prefetch(looks: readonly FirstLook[]): Promise<DehydratedState> {
  const client = new QueryClient();
  const late = new AbortController();
  const tooLate = pause(MAX_WAIT_MS, null, { signal: late.signal, ref: false }).catch(() => null);
  await Promise.all(
    looks.map(async ([key, data]) => {
      const found = await Promise.race([data.catch(nullUnlessMissing), tooLate]);
      if (found !== null) client.setQueryData(key, found);
    }),
  );
  late.abort();
  return dehydrate(client);
}

function nullUnlessMissing(error: unknown): null {
  if (error instanceof AppError && NOT_FOUND.includes(error.code)) notFound();
  return null;
}
