import type { Outcome } from '@/lib/history/overview';
import type { RejectionCode } from '@/lib/run/run';

type Words = {
  readonly word: string;
  /** Fill of its part of a bar; failures have a pattern too, so that color is not alone. */
  readonly fill: string;
};

export const OUTCOME_LABELS: Readonly<Record<Outcome, Words>> = {
  succeeded: { word: 'All created', fill: 'fill-good' },
  partial: { word: 'Partial', fill: 'chart-attention' },
  failed: { word: 'Failed', fill: 'chart-bad' },
  rejected: { word: 'Rejected', fill: 'chart-refused' },
  cancelled: { word: 'Canceled', fill: 'fill-muted' },
  open: { word: 'In progress', fill: 'fill-progress' },
};

const REFUSAL_WORDS: Readonly<Record<RejectionCode, string>> = {
  'plan-changed': 'Plan changed',
  'plan-blocked': 'Plan blocked',
  'warnings-not-acknowledged': 'Warning not acknowledged',
  'reason-missing': 'Policy overridden without a reason',
  'volume-busy': 'Volume in use by another run',
  'not-started': 'Armed and not started',
};

/** Why a run was refused, in words; what EC2 and the engine call a failure stands as it is. */
export function causeLabel(code: string): string {
  return isRejectionCode(code) ? REFUSAL_WORDS[code] : code;
}

function isRejectionCode(code: string): code is RejectionCode {
  return Object.hasOwn(REFUSAL_WORDS, code);
}
