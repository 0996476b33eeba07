'use client';

import { useState } from 'react';
import { LogIn } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { signIn } from './sign-in';

type Props = { readonly callbackUrl: string };

export function SignInButton({ callbackUrl }: Props) {
  const [pending, setPending] = useState(false);

  async function start() {
    setPending(true);
    try {
      await signIn(callbackUrl);
    } catch {
      setPending(false);
    }
  }

  return (
    <Button variant="primary" className="w-full" pending={pending} onClick={() => void start()}>
      {!pending && <LogIn aria-hidden className="size-4" />}
      Sign in with single sign-on
    </Button>
  );
}
