import type { ReactNode } from 'react';

type Props = {
  readonly title: ReactNode;
  /** Stands at the right of the title: a count, a filter, a link. */
  readonly aside?: ReactNode;
  readonly id: string;
  readonly children: ReactNode;
};

export function Panel({ title, aside, id, children }: Props) {
  return (
    <section
      aria-labelledby={id}
      className="overflow-clip rounded-lg border border-line bg-surface shadow-raised"
    >
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
