'use client';

import { useSyncExternalStore } from 'react';
import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from 'next/navigation';
import { ORIGIN_REFUSAL } from '@/lib/auth/same-site';
import { RELEASE_HEADER } from '@/lib/config/release';
import type { Problem } from '@/lib/errors/problem';

let outdated = false;
const listeners = new Set<() => void>();

/** Compares the release that answered with the one that made this page; returns whether they differ. */
export function noteRelease(response: Response): boolean {
  const served = response.headers.get(RELEASE_HEADER);
  // Not Next's own attribute: it takes that one away as soon as its scripts run.
  const own = document.documentElement.dataset['release'];
  // A proxy's own answer names no release, and says nothing about ours.
  if (served === null || own === undefined || served === own) return false;
  markOutdated();
  return true;
}

/** Whether this page was made by a release that is no longer served. Once true, until the reload. */
export function usePageOutdated(): boolean {
  return useSyncExternalStore(subscribe, () => outdated, returnFalse);
}

export function outdatedPage(): Problem {
  markOutdated();
  return {
    code: 'page-outdated',
    message: 'Snapgate was updated. Reload.',
    hint: 'Nothing was done. Your acknowledgements are saved.',
    requestId: '',
    retryAfterMs: null,
  };
}

/** What to say when the answer of an action did not arrive; `hint` says what a second press does. */
export function actionFailure(error: unknown, hint: string): Problem {
  if (isUnrecognizedAction(error)) return outdatedPage();
  const refused = error instanceof Error && error.message.startsWith(ORIGIN_REFUSAL);
  return {
    code: refused ? 'cross-site' : 'internal',
    message: refused ? error.message : 'The connection was lost before a response arrived.',
    hint: refused ? 'Contact your Snapgate administrator.' : hint,
    requestId: '',
    retryAfterMs: null,
  };
}

function markOutdated(): void {
  outdated = true;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function returnFalse(): boolean {
  return false;
}
