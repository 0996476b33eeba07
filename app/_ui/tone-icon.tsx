import {
  CircleCheck,
  CircleDashed,
  CircleX,
  LoaderCircle,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { Tone } from './tone';

const ICONS: Readonly<Record<Tone, LucideIcon>> = {
  good: CircleCheck,
  attention: TriangleAlert,
  bad: CircleX,
  progress: LoaderCircle,
  neutral: CircleDashed,
};

type Props = { readonly tone: Tone; readonly className?: string };

/** The icon of a state; always beside its word, so it is hidden from screen readers. */
export function ToneIcon({ tone, className = 'size-4' }: Props) {
  const Icon = ICONS[tone];
  const turning = tone === 'progress' ? 'animate-spin' : '';
  return <Icon aria-hidden className={`shrink-0 ${turning} ${className}`} />;
}
