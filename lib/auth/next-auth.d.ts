import type { Person, Role } from './role';

declare module 'next-auth' {
  interface Session {
    person?: Person;
  }
}

declare module 'next-auth/jwt' {
  interface JWT {
    roles?: readonly Role[];
  }
}
