'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { runKey, runLogKey } from '@/app/_queries/run-queries';

/** Changes often come in bursts; the page reads again at most this often. */
const GATHER_MS = 250;
/** While connected, reading now and then covers a change that was never told. */
const SAFETY_MS = 15_000;
const POLL_MS = 2000;

/**
 * Keeps a run's page up to date: told by the server as long as it is connected, by asking every two
 * seconds otherwise, and not at all while no one can see it. Returns after how many milliseconds to
 * ask anyway.
 */
export function useRunLive(runId: string, settled: boolean): number | false {
  const client = useQueryClient();
  const [connected, setConnected] = useState(false);
  const visible = useSyncExternalStore(subscribeToVisibility, isVisible, returnTrue);

  useEffect(() => {
    if (settled || !visible) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    function readAgain() {
      timer = null;
      void client.invalidateQueries({ queryKey: runKey(runId) });
      void client.invalidateQueries({ queryKey: runLogKey(runId) });
    }
    const gone = new AbortController();
    void holdConnection(gone.signal, () => {
      const source = new EventSource(`/api/runs/${encodeURIComponent(runId)}/live`);
      source.addEventListener('open', () => setConnected(true));
      source.addEventListener('error', () => setConnected(false));
      // The first one comes with the connection, so a page that comes back reads again at once.
      source.addEventListener('change', () => {
        timer ??= setTimeout(readAgain, GATHER_MS);
      });
      return () => source.close();
    });
    return () => {
      gone.abort();
      setConnected(false);
      if (timer !== null) clearTimeout(timer);
      // The last lines of the log may have come after its last reading.
      void client.invalidateQueries({ queryKey: runLogKey(runId) });
    };
  }, [client, runId, settled, visible]);

  if (settled) return false;
  return connected ? SAFETY_MS : POLL_MS;
}

/**
 * Over HTTP/1.1 a browser has six connections to a site, for all tabs and windows together. A page
 * that gets none of these asks every two seconds, and leaves the rest to everything else.
 */
const CONNECTIONS = ['snapgate-live-1', 'snapgate-live-2', 'snapgate-live-3'];

/** Connects while one of the browser's connections is free, until `gone`. */
async function holdConnection(gone: AbortSignal, connect: () => () => void): Promise<void> {
  // Without https or localhost there are no locks; hidden pages hold nothing there either.
  if (!('locks' in navigator)) return connectUntil(gone, connect);
  for (const name of CONNECTIONS) {
    const held = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock === null) return false;
      await connectUntil(gone, connect);
      return true;
    });
    if (held) return;
  }
}

function connectUntil(gone: AbortSignal, connect: () => () => void): Promise<void> {
  if (gone.aborted) return Promise.resolve();
  const close = connect();
  return new Promise((resolve) => {
    gone.addEventListener('abort', () => {
      close();
      resolve();
    });
  });
}

function subscribeToVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}

function returnTrue(): boolean {
  return true;
}
