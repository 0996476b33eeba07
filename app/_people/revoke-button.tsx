'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { revokePerson } from '@/app/actions/revoke-person';
import { announce } from '@/app/_ui/announcer';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { lostConnection } from '@/app/_ui/lost-connection';
import { countOf } from '@/app/_ui/number-words';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import type { SignedInPerson } from '@/lib/auth/list-people';
import type { Problem } from '@/lib/errors/problem';

type Props = { readonly person: Pick<SignedInPerson, 'subject' | 'name' | 'sessions'> };

/** Signs one person out everywhere, after saying what that does. */
export function RevokeButton({ person }: Props) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const browsers = countOf(person.sessions, 'browser');

  async function confirm() {
    setPending(true);
    setProblem(null);
    try {
      const result = await revokePerson({ subject: person.subject });
      if (!result.ok) return setProblem(result.problem);
      announce(`${person.name} is signed out; ${countOf(result.value.runs, 'run')} stopped.`);
      setAsking(false);
      router.refresh();
    } catch {
      setProblem(lostConnection('Press again: it is never done twice.'));
    } finally {
      setPending(false);
    }
  }

  return (
    <>
      <Button onClick={() => setAsking(true)} aria-label={`Sign out ${person.name}`}>
        Sign out
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Sign ${person.name} out of ${browsers}?`}
        description="It works at once. Snapshots of theirs that have not begun are not taken; calls under way are finished."
        action={`Sign ${person.name} out`}
        actionVariant="danger"
        pending={pending}
        onConfirm={() => void confirm()}
      >
        {problem !== null && (
          <div className="mt-4">
            <ProblemPanel problem={problem} consequence="They may still be signed in." />
          </div>
        )}
      </ConfirmDialog>
    </>
  );
}
