/** The four states of the product, and the absence of one. Each has its own icon, word and colour. */
export type Tone = 'good' | 'attention' | 'bad' | 'progress' | 'neutral';

/** Colours of a filled box of a tone: its text, ground and border. */
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
