import type { ReactNode } from 'react';

type Props = {
  readonly title: string;
  /** The logo, where the page is a front door. Every page holds the pages for errors, so they have none. */
  readonly mark?: ReactNode;
  readonly children: ReactNode;
};

/** A page that stands alone: one title, one message, one way on. */
export function LonePage({ title, mark, children }: Props) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className="mx-auto outline-none flex min-h-[80dvh] max-w-md flex-col justify-center px-5 py-10"
    >
      {mark}
      <h1 className="mt-5 text-xl font-semibold text-balance">{title}</h1>
      <div className="mt-2 space-y-4 text-pretty text-muted">{children}</div>
    </main>
  );
}
