import { answer } from '@/app/api/answer';
import { getServices } from '@/lib/services/get-services';
import { streamChanges } from './stream-changes';

type Context = { readonly params: Promise<{ readonly id: string }> };

/**
 * Tells an open page that its run has changed. One database connection listens for the whole
 * process, however many pages are open.
 */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answer('read-history', async () => {
    const { feed, readRun } = getServices();
    const { id } = await readRun((await params).id);
    return new Response(streamChanges(feed, id, request.signal), {
      headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
    });
  });
}
