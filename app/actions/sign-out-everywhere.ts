'use server';

import { z } from 'zod';
import { signOutEverywhere as signOut } from '@/lib/auth/revocation';
import type { ActionResult } from '@/lib/errors/problem';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';

type SignedOut = { readonly sessions: number };

const schema = z.strictObject({});

/** Ends the person's own sessions in all browsers, this one included. Runs go on. */
export async function signOutEverywhere(): Promise<ActionResult<SignedOut>> {
  return performAction({
    permission: 'sign-out',
    schema,
    input: {},
    perform: async (_nothing, person) => ({
      sessions: await signOut(getServices().database.prisma, person),
    }),
  });
}
