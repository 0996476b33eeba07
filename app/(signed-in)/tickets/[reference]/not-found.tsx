'use client';

import { lazyPart } from '@/app/_ui/lazy-part';

/** Loaded with every ticket's page, so what it shows is loaded only where it is shown. */
export default lazyPart(() =>
  import('@/app/_plan/ticket-problem').then((file) => file.TicketNotFound),
);
