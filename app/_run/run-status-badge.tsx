import { Badge } from '@/app/_ui/badge';
import type { RunStatus } from '@/lib/run/run';
import { RUN_STATUS_WORDS } from './run-words';

export function RunStatusBadge({ status }: { readonly status: RunStatus }) {
  const { tone, word } = RUN_STATUS_WORDS[status];
  return <Badge tone={tone}>{word}</Badge>;
}
