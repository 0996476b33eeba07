import { answer } from '@/app/api/answer';
import { createGate } from '@/app/api/gate';
import type { Person } from '@/lib/auth/role';
import { isLow } from '@/lib/freshservice/rate-limit';
import { readReference } from '@/lib/preview/read-reference';
import { previewTicket } from '@/lib/preview/preview-ticket';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly reference: string }> };

/** More than people do at once; each holds what Freshservice and EC2 said. */
const lookUps = createGate(200, 'look-ups');

/**
 * The dry run of a ticket: reads, and changes nothing. Look-ups within ten seconds share what was
 * read; with `live` everything is read anew.
 */
export function GET(request: Request, { params }: Context): Promise<Response> {
  const look = async (person: Person): Promise<Response> => {
    const leave = lookUps.enter();
    return lookUp(person).finally(leave);
  };
  const lookUp = async (person: Person): Promise<Response> => {
    const { config, preview, lookUp: shared, freshservice } = getServices();
    const wanted = new URL(request.url).searchParams;
    const reference = readReference((await params).reference, config.freshservice.url);
    const plan = await previewTicket(
      {
        reference,
        environmentChoice: wanted.get('environment'),
        agentEmail: person.email,
      },
      wanted.has('live') ? preview : shared,
    );
    const limit = freshservice.rateLimit();
    return Response.json({
      plan,
      environmentNames: preview.environmentNames,
      callsLeft: limit !== null && isLow(limit) ? limit : null,
    });
  };
  return answer('look-up', look, { allowance: 'lookUps' });
}
