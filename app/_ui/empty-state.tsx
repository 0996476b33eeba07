import type { ReactNode } from 'react';

type Props = { readonly title: string; readonly children: ReactNode };

/** What stands where a list is empty: what it will hold, and how to get there. */
export function EmptyState({ title, children }: Props) {
  return (
    <div className="px-4 py-10 text-center">
      <p className="font-medium">{title}</p>
      <div className="mx-auto mt-1 max-w-prose text-pretty text-muted">{children}</div>
    </div>
  );
}
