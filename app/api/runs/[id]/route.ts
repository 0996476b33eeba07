import { answer } from '@/app/api/answer';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly id: string }> };

export function GET(_request: Request, { params }: Context): Promise<Response> {
  return answer('read-history', async () => {
    const run = await getServices().readRun((await params).id);
    return Response.json({ run });
  });
}
