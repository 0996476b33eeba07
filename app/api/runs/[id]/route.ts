import { answer } from '@/app/api/answer';
import { requireRun } from '@/lib/history/find-run';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly id: string }> };

export function GET(_request: Request, { params }: Context): Promise<Response> {
  return answer('read-history', async () => {
    const run = await requireRun(getServices().database.prisma, (await params).id);
    return Response.json({ run });
  });
}
