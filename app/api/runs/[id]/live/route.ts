import { answer } from '@/app/api/answer';
import { requireRun } from '@/lib/history/find-run';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly id: string }> };

/** Proxies close connections that are silent for long. */
const HEARTBEAT_MS = 15_000;

/**
 * Tells an open page that its run has changed, as server-sent events. One database connection
 * listens for the whole process, however many pages are open.
 */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answer('read-history', async () => {
    const { database, feed } = getServices();
    const { id } = await requireRun(database.prisma, (await params).id);
    const encoder = new TextEncoder();
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const send = (text: string) => controller.enqueue(encoder.encode(text));
        const change = `event: change\ndata: ${JSON.stringify({ runId: id })}\n\n`;
        const unsubscribe = feed.subscribe((runId) => runId === id && send(change));
        const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
        request.signal.addEventListener('abort', () => {
          clearInterval(heartbeat);
          unsubscribe();
          controller.close();
        });
        // What changed between the page's reading and this moment is told now.
        send(change);
      },
    });
    return new Response(stream, {
      headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
    });
  });
}
