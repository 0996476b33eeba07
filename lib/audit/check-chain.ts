import type { DayTail } from './day-states';
import { hashText, writeEventDocument, type ChainedEvent, type Format } from './event-document';
import type { Finding } from './finding';
import { dayOf } from './instant';

export type StoredEvent = ChainedEvent & {
  /** As it stands in the row, hex. */
  readonly hash: string;
};

export type ChainCheck = {
  /** The next event of the run, in the order of their numbers. */
  add(event: StoredEvent): void;
  /** After the last event; `lastSeq` is how many the run's row says were written. */
  end(lastSeq: number): readonly DayTail[];
};

/**
 * Follows one run's chain. Each event is checked against the stored hash of the one before, so that
 * one changed event is one finding and not all that follow. `hashRecord` gives the first link.
 */
export function checkChain(
  runId: string,
  hashRecord: (format: Format) => string,
  onFinding: (finding: Finding) => void,
): ChainCheck {
  const tails = new Map<string, DayTail>();
  let previous: string | null = null;
  let last = 0;
  const report = (seq: number, what: string) =>
    onFinding({ place: { kind: 'run', runId, seq }, what });
  return {
    add(event) {
      const { seq, hash } = event;
      previous ??= hashRecord(event.format === 1 ? 1 : 2);
      if (seq !== last + 1) report(last + 1, describeGap(last + 1, seq));
      else if (hashText(writeEventDocument(event, previous)) !== hash) {
        report(seq, seq === 1 ? FIRST_DIFFERS : EVENT_DIFFERS);
      }
      const day = dayOf(event.at);
      tails.set(day, { day, seq, hash });
      previous = hash;
      last = seq;
    },
    end(lastSeq) {
      if (lastSeq !== last) {
        report(last, `the log ends here, but the run says that ${lastSeq} events were written.`);
      }
      return [...tails.values()];
    },
  };
}

const EVENT_DIFFERS = "its content, its hash, or the previous event's hash was changed.";
const FIRST_DIFFERS =
  'what the run was asked to do (who, when, ticket, plan, steps), this event, or its hash was changed.';

function describeGap(from: number, next: number): string {
  return next - from === 1 ? 'it is missing.' : `events ${from} to ${next - 1} are missing.`;
}
