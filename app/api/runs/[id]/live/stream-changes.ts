import { sessionEnded, type ChangeFeed } from '@/lib/db/change-feed';

/** Proxies close connections that are silent for long. */
const HEARTBEAT_MS = 15_000;
/** The page connects again, and is asked again who it is: sessions also end by time. */
const LIVES_FOR_MS = 10 * 60_000;
/** A page that reads at all reads sooner; it connects again by itself. */
const MAX_UNREAD = 100;

type Watched = {
  readonly runId: string;
  /** Who watches; the stream ends with any of the person's sessions. */
  readonly subject: string;
};

/**
 * Server-sent events: one `change` at once and one for every change of the run, until the page is
 * closed, the person's access ends, the page stops reading, or this process leaves. No query is made, however many pages are open.
 */
export function streamChanges(
  feed: Pick<ChangeFeed, 'subscribe' | 'closed'>,
  { runId, subject }: Watched,
  gone: AbortSignal,
  onEnd: () => void = () => undefined,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const change = encoder.encode(`event: change\ndata: ${JSON.stringify({ runId })}\n\n`);
  const stillHere = encoder.encode(': still here\n\n');
  let stop = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const end = () => {
        stop();
        controller.close();
      };
      const tell = (message: Uint8Array) => {
        // No one has read the last ones: no one is there, or gone without a word.
        if ((controller.desiredSize ?? 0) <= -MAX_UNREAD) end();
        else controller.enqueue(message);
      };
      const unsubscribe = feed.subscribe((payload) => {
        if (payload === runId) tell(change);
        // A person with a session in another browser connects again with that.
        else if (payload === sessionEnded(subject)) end();
      });
      const lifetime = setTimeout(() => end(), LIVES_FOR_MS);
      const heartbeat = setInterval(() => tell(stillHere), HEARTBEAT_MS);
      stop = () => {
        clearInterval(heartbeat);
        clearTimeout(lifetime);
        onEnd();
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
