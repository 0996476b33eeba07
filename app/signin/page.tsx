import { redirect } from 'next/navigation';
import { Logo } from '@/app/_shell/logo';
import { LonePage } from '@/app/_shell/lone-page';
import { returnPath } from '@/app/_shell/return-path';
import { SignInButton } from '@/app/_shell/sign-in-button';
import { signInProblem } from '@/app/_shell/sign-in-problem';
import { Notice } from '@/app/_ui/notice';
import { findPerson } from '@/lib/auth/access';

type Props = {
  readonly searchParams: Promise<{ readonly callbackUrl?: string; readonly error?: string }>;
};

export const metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error } = await searchParams;
  const path = returnPath(typeof callbackUrl === 'string' ? callbackUrl : undefined);
  if ((await findPerson()) !== null) redirect(path);
  const problem = signInProblem(typeof error === 'string' ? error : null);
  return (
    <LonePage title="Snapgate" mark={<Logo className="size-10" />}>
      <p>
        Shows which EBS snapshots a Freshservice change asks for, takes them, and keeps the record.
      </p>
      {problem !== null && (
        <Notice tone="attention" title="You are not signed in" urgent>
          {problem}
        </Notice>
      )}
      <SignInButton callbackUrl={path} />
    </LonePage>
  );
}
