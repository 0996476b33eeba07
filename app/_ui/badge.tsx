import type { ReactNode } from 'react';
import { type Tone, TONE_BOX, ToneIcon } from './tone';

type Props = { readonly tone: Tone; readonly children: ReactNode };

/** A state as icon, word and color, so that none of the three has to carry it alone. */
export function Badge({ tone, children }: Props) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full border px-2 py-0.5 text-xs font-medium whitespace-nowrap ${TONE_BOX[tone]}`}
    >
      <ToneIcon tone={tone} className="size-3.5" />
      {children}
    </span>
  );
}
