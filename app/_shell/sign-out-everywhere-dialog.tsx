'use client';

import { useState } from 'react';
import { signOut } from 'next-auth/react';
import { signOutEverywhere } from '@/app/actions/sign-out-everywhere';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { lostConnection } from '@/app/_ui/lost-connection';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import type { Problem } from '@/lib/errors/problem';

type Props = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void };

/** For a lost laptop, or a browser that was left open somewhere. */
export function SignOutEverywhereDialog({ open, onOpenChange }: Props) {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function confirm() {
    setPending(true);
    setProblem(null);
    try {
      const result = await signOutEverywhere();
      if (result.ok) await signOut({ callbackUrl: '/signin' });
      else setProblem(result.problem);
    } catch {
      setProblem(lostConnection('Press again: it is never done twice.'));
    } finally {
      setPending(false);
    }
  }

  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Sign out of every browser?"
      description="You are signed out here and wherever else you signed in, at once. Runs that you started go on."
      action="Sign out of every browser"
      pending={pending}
      onConfirm={() => void confirm()}
    >
      {problem !== null && (
        <div className="mt-4">
          <ProblemPanel problem={problem} consequence="You may still be signed in elsewhere." />
        </div>
      )}
    </ConfirmDialog>
  );
}
