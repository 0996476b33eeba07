'use client';

import { ExternalLink, Bell, BellRing } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Badge } from '@/app/_ui/badge';
import { Button } from '@/app/_ui/button';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { useHydrated } from '@/app/_ui/hydration';
import { sendSlackAgain } from '@/app/actions/send-slack-again';
import type { RunDetail } from '@/lib/run/run';
import { useRunCommand } from './use-run-command';
import { SLACK_STATUS_LABELS, progressLabel, runStateLabel } from './run-labels';

type Props = { readonly run: RunDetail; readonly canExecute: boolean };

/** Whether the list was posted. Slack being down never changes a run, and the page says so. */
export function SlackResult({ run, canExecute }: Props) {
  const { tone, word } = SLACK_STATUS_LABELS[run.slackStatus];
  const command = useRunCommand(run.id, () => sendSlackAgain({ runId: run.id }));
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
          {run.slackError} {run.slackGaveUp ? 'No more attempts.' : 'Will retry.'} The snapshots are
          not affected.
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
      {run.slackGaveUp && canExecute && (
        <Button className="no-print" pending={command.pending} onClick={() => void command.send()}>
          Send again
        </Button>
      )}
      {command.problem !== null && (
        <div className="w-full">
          <ProblemPanel problem={command.problem} consequence="The run is not affected." />
        </div>
      )}
    </section>
  );
}

/** Offers a notification of the browser for the end of the last snapshot, while it is to come. */
export function NotifyAtEnd({ run }: { readonly run: RunDetail }) {
  const hydrated = useHydrated();
  const [wanted, setWanted] = useState(false);
  const [denied, setDenied] = useState(false);
  const told = useRef(false);
  const ended = run.endedAt !== null;

  useEffect(() => {
    if (!ended || !wanted || told.current) return;
    told.current = true;
    notify(run);
  }, [ended, wanted, run]);

  async function choose() {
    if (wanted) return setWanted(false);
    const permission = await Notification.requestPermission();
    setWanted(permission === 'granted');
    setDenied(permission === 'denied');
  }

  // Browsers have notifications on https and localhost only.
  if (ended || !hydrated || !('Notification' in window)) return null;
  if (denied)
    return <span className="text-xs text-muted">Notifications are blocked by the browser.</span>;
  const Icon = wanted ? BellRing : Bell;
  return (
    <Button variant="ghost" aria-pressed={wanted} onClick={() => void choose()}>
      <Icon aria-hidden className="size-4" /> {wanted ? 'Notification on' : 'Notify me'}
    </Button>
  );
}

function notify(run: RunDetail): void {
  const title = `${run.ticket}: ${runStateLabel(run).word}`;
  try {
    void new Notification(title, { body: progressLabel(run), tag: run.id });
  } catch {
    // Android's browsers show them from a service worker only.
  }
}
