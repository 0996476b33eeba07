import type { ChangeFeed } from '@/lib/db/change-feed';

/** Proxies close connections that are silent for long. */
const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events: one `change` at once and one for every change of the run, until the page is
 * closed or this process leaves. No query is made, however many pages are open.
 */
export function streamChanges(
  feed: Pick<ChangeFeed, 'subscribe' | 'closed'>,
  runId: string,
  gone: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const change = encoder.encode(`event: change\ndata: ${JSON.stringify({ runId })}\n\n`);
  const stillHere = encoder.encode(': still here\n\n');
  let stop = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const unsubscribe = feed.subscribe((id) => id === runId && controller.enqueue(change));
      const heartbeat = setInterval(() => controller.enqueue(stillHere), HEARTBEAT_MS);
      const end = () => {
        stop();
        controller.close();
      };
      stop = () => {
        clearInterval(heartbeat);
        unsubscribe();
        for (const signal of [gone, feed.closed]) signal.removeEventListener('abort', end);
      };
      for (const signal of [gone, feed.closed]) signal.addEventListener('abort', end);
      // What changed between the page's reading and this moment is told now.
      controller.enqueue(change);
      if (gone.aborted || feed.closed.aborted) end();
    },
    cancel: () => stop(),
  });
}
