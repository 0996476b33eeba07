import { useId } from 'react';
import { countOf } from '@/app/_ui/number-words';
import { SHORTEST_REASON_CHARS } from '@/lib/plan/reason';

/** As much as the server takes. */
const LONGEST_REASON_CHARS = 2_000;

type Props = {
  readonly rules: number;
  readonly reason: string;
  readonly onWrite: (reason: string) => void;
};

/** Asked for wherever a rule of the service desk is overridden. */
export function OverrideReason({ rules, reason, onWrite }: Props) {
  const id = useId();
  return (
    <div className="mt-4">
      <label htmlFor={id} className="block font-medium">
        Why is {countOf(rules, 'rule')} of the service desk overridden?
      </label>
      <textarea
        id={id}
        value={reason}
        rows={3}
        required
        maxLength={LONGEST_REASON_CHARS}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onWrite(event.target.value)}
        className="mt-1 block w-full rounded-md border border-line-strong bg-surface px-3 py-2"
      />
      <p id={`${id}-hint`} className="mt-1 text-xs text-pretty text-muted">
        {SHORTEST_REASON_CHARS} characters at least. It stands in the log, in Slack and in the CSV,
        with your name.
      </p>
    </div>
  );
}
