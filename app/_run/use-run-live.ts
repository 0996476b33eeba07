'use client';

import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { runLogKey } from '@/app/_queries/run-log-query';
import { runKey } from '@/app/_queries/run-query';

/** Changes often come in bursts; the page reads again at most this often. */
const GATHER_MS = 250;
/** While connected, reading now and then covers a change that was never told. */
const SAFETY_MS = 15_000;
const POLL_MS = 2000;

/**
 * Keeps a run's page up to date: told by the server as long as the connection stands, by asking
 * every two seconds otherwise. Returns after how many milliseconds to ask anyway.
 */
export function useRunLive(runId: string, settled: boolean): number | false {
  const client = useQueryClient();
  const [connected, setConnected] = useState(false);

  useEffect(() => {
    if (settled) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    function readAgain() {
      timer = null;
      void client.invalidateQueries({ queryKey: runKey(runId) });
      void client.invalidateQueries({ queryKey: runLogKey(runId) });
    }
    const source = new EventSource(`/api/runs/${encodeURIComponent(runId)}/live`);
    source.addEventListener('open', () => setConnected(true));
    source.addEventListener('error', () => setConnected(false));
    source.addEventListener('change', () => {
      timer ??= setTimeout(readAgain, GATHER_MS);
    });
    return () => {
      source.close();
      setConnected(false);
      if (timer !== null) clearTimeout(timer);
      // The last lines of the log may have come after its last reading.
      void client.invalidateQueries({ queryKey: runLogKey(runId) });
    };
  }, [client, runId, settled]);

  if (settled) return false;
  return connected ? SAFETY_MS : POLL_MS;
}
