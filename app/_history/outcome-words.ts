import type { Outcome } from '@/lib/history/overview';
import type { RejectionCode } from '@/lib/run/run';

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

const REFUSAL_WORDS: Readonly<Record<RejectionCode, string>> = {
  'plan-changed': 'The plan had changed',
  'plan-blocked': 'The plan was blocked',
  'warnings-not-acknowledged': 'A warning was not ticked',
  'reason-missing': 'A rule was overridden without a reason',
  'volume-busy': 'Another run had the volume',
};

/** Why a run was refused, in words; what EC2 and the engine call a failure stands as it is. */
export function describeCause(code: string): string {
  return isRejectionCode(code) ? REFUSAL_WORDS[code] : code;
}

function isRejectionCode(code: string): code is RejectionCode {
  return Object.hasOwn(REFUSAL_WORDS, code);
}
