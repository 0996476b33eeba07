import type { ReactNode } from 'react';

type Props = {
  readonly term: string;
  readonly className?: string;
  readonly children: ReactNode;
};

/** One named value of a description list. */
export function Fact({ term, className = '', children }: Props) {
  return (
    <div className={`min-w-0 ${className}`}>
      <dt className="text-xs text-muted">{term}</dt>
      <dd className="mt-0.5 min-w-0 break-words">{children}</dd>
    </div>
  );
}
