'use client';

import { useEffect, useRef } from 'react';
import { announce } from '@/app/_ui/announcer';
import type { RunDetail } from '@/lib/run/run';
import { describeProgress } from './describe-progress';
import { RUN_STATUS_WORDS } from './run-words';

/** Tells screen readers when the run or the count of its snapshots changed; per cents are not read. */
export function useAnnouncedRun(run: RunDetail | null): void {
  const last = useRef<string | null>(null);
  const sentence =
    run === null
      ? null
      : `Run for ${run.ticket}: ${RUN_STATUS_WORDS[run.status].word}. ${describeProgress(run)}.`;

  useEffect(() => {
    if (sentence === null) return;
    // What stood there when the page opened is read with the page.
    if (last.current !== null && last.current !== sentence) announce(sentence);
    last.current = sentence;
  }, [sentence]);
}
