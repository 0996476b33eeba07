import { answer } from '@/app/api/answer';
import { LIVE_STREAMS } from '@/app/api/person-gate';
import { getServices } from '@/lib/services/get-services';
import { streamChanges } from './stream-changes';

type Context = { readonly params: Promise<{ readonly id: string }> };

/**
 * Tells an open page that its run has changed. One database connection listens for the whole
 * process, however many pages are open.
 */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answer('read-history', async ({ subject }) => {
    const { feed, readRun } = getServices();
    const { id } = await readRun((await params).id);
    const leave = await LIVE_STREAMS.enter(subject, request.signal);
    const stream = streamChanges(feed, { runId: id, subject }, request.signal, leave);
    return new Response(stream, {
      headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
    });
  });
}
