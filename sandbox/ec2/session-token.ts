import { z } from 'zod';

const sessionSchema = z.object({
  roleArn: z.string(),
  sessionName: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});

/** What temporary credentials stand for. */
export type Session = z.infer<typeof sessionSchema>;

/** The session travels in the token itself, so it outlives a restart of the sandbox. */
export function encodeSession(session: Session): string {
  return Buffer.from(JSON.stringify(session)).toString('base64url');
}

export function decodeSession(token: string): Session | null {
  try {
    const json: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return sessionSchema.safeParse(json).data ?? null;
  } catch {
    return null;
  }
}
