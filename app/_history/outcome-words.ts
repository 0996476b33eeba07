import type { Outcome } from '@/lib/history/overview';

type Words = {
  readonly word: string;
  /** Fill of its part of a bar; failures have a pattern too, so that colour is not alone. */
  readonly fill: string;
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, Words>> = {
  succeeded: { word: 'Succeeded', fill: 'fill-good' },
  partial: { word: 'Partial', fill: 'chart-attention' },
  failed: { word: 'Failed', fill: 'chart-bad' },
  rejected: { word: 'Rejected', fill: 'chart-refused' },
  cancelled: { word: 'Cancelled', fill: 'fill-muted' },
  open: { word: 'Going on', fill: 'fill-progress' },
};

/** Our own codes in words; EC2's own codes stand as they are. */
const CAUSE_WORDS: Readonly<Record<string, string>> = {
  'plan-changed': 'The plan had changed',
  'plan-blocked': 'The plan was blocked',
  'warnings-not-acknowledged': 'A warning was not ticked',
  'volume-busy': 'Another run had the volume',
};

export function describeCause(code: string): string {
  return CAUSE_WORDS[code] ?? code;
}
