import {
  CircleCheck,
  CircleDashed,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react';

/** The four states of the product, and the absence of one. Each has its own icon, word and color. */
export type Tone = 'good' | 'attention' | 'bad' | 'progress' | 'neutral';

/** Colors of a filled box of a tone: its text, ground and border. */
export const TONE_BOX: Readonly<Record<Tone, string>> = {
  good: 'border-good-line bg-good-soft text-good',
  attention: 'border-attention-line bg-attention-soft text-attention',
  bad: 'border-bad-line bg-bad-soft text-bad',
  progress: 'border-progress-line bg-progress-soft text-progress',
  neutral: 'border-line bg-sunken text-muted',
};

export const TONE_TEXT: Readonly<Record<Tone, string>> = {
  good: 'text-good',
  attention: 'text-attention',
  bad: 'text-bad',
  progress: 'text-progress',
  neutral: 'text-muted',
};

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
