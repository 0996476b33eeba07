import type { ReactNode } from 'react';
import { Logo } from './logo';

type Props = { readonly title: string; readonly children: ReactNode };

/** A page that stands alone: one title, one message, one way on. */
export function LonePage({ title, children }: Props) {
  return (
    <main
      id="main"
      className="mx-auto flex min-h-[80dvh] max-w-md flex-col justify-center px-5 py-10"
    >
      <Logo className="size-10" />
      <h1 className="mt-5 text-xl font-semibold text-balance">{title}</h1>
      <div className="mt-2 space-y-4 text-pretty text-muted">{children}</div>
    </main>
  );
}
