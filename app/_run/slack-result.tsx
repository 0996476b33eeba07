import { ExternalLink } from 'lucide-react';
import { Badge } from '@/app/_ui/badge';
import type { RunDetail } from '@/lib/run/run';
import { SLACK_STATUS_WORDS } from './run-words';

type Props = { readonly run: RunDetail };

/** Whether Slack has the list. Slack being down never changes a run, and the page says so. */
export function SlackResult({ run }: Props) {
  const { tone, word } = SLACK_STATUS_WORDS[run.slackStatus];
  return (
    <section
      aria-labelledby="slack"
      className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-line bg-surface px-4 py-2 shadow-raised"
    >
      <h2 id="slack" className="font-semibold">
        Slack
      </h2>
      <Badge tone={tone}>{word}</Badge>
      {run.slackError !== null && (
        <span className="min-w-0 break-words text-muted">
          {run.slackError} The snapshots are not affected.
        </span>
      )}
      {run.slackPermalink !== null && (
        <a
          href={run.slackPermalink}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-accent hover:underline"
        >
          Open the message <ExternalLink aria-hidden className="size-3.5" />
        </a>
      )}
    </section>
  );
}
