import type { ReactNode } from 'react';
import { type Tone, TONE_BOX, ToneIcon } from './tone';

type Props = {
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** Read out at once, for what happened after the page stood. */
  readonly urgent?: boolean;
};

/** A boxed message: what happened in one line, and below it what to do. */
export function Notice({ tone, title, children, urgent = false }: Props) {
  return (
    <div
      role={urgent ? 'alert' : undefined}
      className={`flex gap-3 rounded-lg border px-4 py-3 ${TONE_BOX[tone]}`}
    >
      <ToneIcon tone={tone} className="mt-0.5 size-4" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold text-pretty">{title}</p>
        {children !== undefined && (
          <div className="mt-1 space-y-2 text-pretty text-ink">{children}</div>
        )}
      </div>
    </div>
  );
}
