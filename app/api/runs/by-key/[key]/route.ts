import { answer } from '@/app/api/answer';
import type { PressedRun } from '@/app/_queries/find-pressed-run';
import type { Person } from '@/lib/auth/role';
import { isUuid } from '@/lib/history/is-uuid';
import { findPressedRun } from '@/lib/run/find-run-by-idempotency-key';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly key: string }> };

/** What became of one's own press of Execute whose answer was lost; null where nothing is recorded. */
export function GET(_request: Request, { params }: Context): Promise<Response> {
  const look = async ({ subject }: Person): Promise<Response> => {
    const { key } = await params;
    const { prisma } = getServices().database;
    const outcome = isUuid(key) ? await findPressedRun(prisma, subject, key) : null;
    return Response.json({ outcome } satisfies PressedRun);
  };
  return answer('execute', look);
}
