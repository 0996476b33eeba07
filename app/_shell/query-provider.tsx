'use client';

import { useState, type ReactNode } from 'react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ProblemError } from '@/app/_queries/fetch-json';

const RETRIES = 2;

/** A lost connection is tried again; an answer that says why it failed is shown at once. */
function shouldRetry(failures: number, error: Error): boolean {
  return !(error instanceof ProblemError) && failures < RETRIES;
}

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: shouldRetry, staleTime: 1000 } },
  });
}

export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(createClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
