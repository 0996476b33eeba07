import { answer } from '@/app/api/answer';
import type { Person } from '@/lib/auth/role';
import { isUuid } from '@/lib/history/is-uuid';
import { runNotFound } from '@/lib/run/cancel-run';
import { previewDeletion } from '@/lib/run/deletion/preview-deletion';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly id: string }> };

/** What of the run's snapshots could be deleted now, and what stands against it. */
export function GET(_request: Request, { params }: Context): Promise<Response> {
  const preview = async (person: Person): Promise<Response> => {
    const { id } = await params;
    if (!isUuid(id)) throw runNotFound(id);
    return Response.json(await previewDeletion(id, person, getServices().deletion));
  };
  return answer('delete-snapshots', preview, { quota: 'lookUps' });
}
