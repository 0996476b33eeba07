import { FINDING_TITLES } from '@/app/_plan/finding-words';
import { Panel } from '@/app/_ui/panel';
import { ToneIcon } from '@/app/_ui/tone-icon';
import type { RunDetail } from '@/lib/run/run';

type Props = { readonly run: RunDetail };

/** What the agent knew and went on in spite of, and the reason where a rule asked for one. */
export function Acknowledged({ run }: Props) {
  const ticked = run.plan.findings.filter(({ key }) => run.acknowledged.includes(key));
  if (ticked.length === 0 && run.reason === null) return null;
  return (
    <Panel id="acknowledged" title="What the agent acknowledged">
      <ul className="divide-y divide-line">
        {ticked.map(({ key, code, message }) => (
          <li key={key} className="flex items-start gap-2 px-4 py-2">
            <ToneIcon tone="attention" className="mt-0.5 size-4 text-attention" />
            <span className="min-w-0 break-words">
              <span className="font-medium">{FINDING_TITLES[code]}.</span> {message}
            </span>
          </li>
        ))}
      </ul>
      {run.reason !== null && (
        <p className="border-t border-line px-4 py-2 break-words">
          <span className="text-xs text-muted">Reason for overriding a rule</span>
          <br />
          {run.reason}
        </p>
      )}
    </Panel>
  );
}
