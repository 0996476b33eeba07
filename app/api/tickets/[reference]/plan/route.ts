import { lookUpTicket } from '@/app/_plan/look-up-ticket';
import { answer } from '@/app/api/answer';
import { LOOK_UPS } from '@/app/api/person-gate';

type Context = { readonly params: Promise<{ readonly reference: string }> };

/**
 * The dry run of a ticket: reads, and changes nothing. Lookups within ten seconds share what was
 * read; with `live` everything is read again.
 */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answer(
    'look-up',
    async (person) => {
      const wanted = new URL(request.url).searchParams;
      const { reference } = await params;
      const environment = wanted.get('environment');
      const live = wanted.has('live');
      return Response.json(await lookUpTicket({ reference, environment, live }, person));
    },
    { quota: 'lookUps', gate: LOOK_UPS, signal: request.signal },
  );
}
