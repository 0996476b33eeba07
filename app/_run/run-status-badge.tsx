import { Badge } from '@/app/_ui/badge';
import { runStateLabel } from './run-labels';

type Props = { readonly run: Parameters<typeof runStateLabel>[0] };

export function RunStatusBadge({ run }: Props) {
  const { tone, word } = runStateLabel(run);
  return <Badge tone={tone}>{word}</Badge>;
}
