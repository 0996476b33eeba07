import type { Person } from './role';

declare module 'next-auth' {
  interface Session {
    person?: Person;
  }
}

declare module 'next-auth/jwt' {
  interface JWT {
    /** The row of table `session`. */
    sessionId?: string;
  }
}
