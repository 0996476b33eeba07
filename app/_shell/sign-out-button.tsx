'use client';

import { Button } from '@/app/_ui/button';
import { signOut } from './sign-in';

export function SignOutButton() {
  return <Button onClick={() => void signOut()}>Sign out</Button>;
}
