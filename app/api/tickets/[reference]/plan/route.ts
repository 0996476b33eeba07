import { answer } from '@/app/api/answer';
import { readReference } from '@/lib/preview/read-reference';
import { previewTicket } from '@/lib/preview/preview-ticket';
import { getServices } from '@/lib/services/get-services';

type Context = { readonly params: Promise<{ readonly reference: string }> };

/** The dry run of a ticket: reads, and changes nothing. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answer('look-up', async (person) => {
    const { config, preview } = getServices();
    const reference = readReference((await params).reference, config.freshservice.url);
    const plan = await previewTicket(
      {
        reference,
        environmentChoice: new URL(request.url).searchParams.get('environment'),
        agentEmail: person.email,
      },
      preview,
    );
    return Response.json({ plan, environmentNames: preview.environmentNames });
  });
}
