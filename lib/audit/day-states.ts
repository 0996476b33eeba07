import { createHash, type Hash } from 'node:crypto';

/** The last event that a run had on one day. */
export type DayTail = { readonly day: string; readonly seq: number; readonly hash: string };

/** What a sealed day says: how many runs changed, and one hash over where their chains stood. */
export type DayState = { readonly runs: number; readonly chains: string };

export type DayStates = {
  /** Runs must come in the order of their ids. */
  add(runId: string, tails: Iterable<DayTail>): void;
  stateOf(day: string): DayState;
  /** What an archived run left behind, in the order of ids as well. */
  addArchived(run: ArchivedRun): void;
  /** One hash over what the runs of an archive left behind, but the tails; by the ledger's entry. */
  leftBy(archiveSeq: number): string;
};

export type ArchivedRun = {
  readonly runId: string;
  readonly archiveSeq: number;
  readonly ticket: string;
  /** Milliseconds since 1970. */
  readonly startedAt: string;
};

/**
 * One running SHA-256 per day over a line `<run> <seq> <hash>` for each run that changed on it, as
 * the sealing of the day makes it in SQL. So many hashes as days, however many runs there are.
 */
export function createDayStates(): DayStates {
  const days = new Map<string, { runs: number; readonly hash: Hash }>();
  const archives = new Map<number, Hash>();
  return {
    add(runId, tails) {
      for (const { day, seq, hash } of tails) {
        const known = days.get(day) ?? { runs: 0, hash: createHash('sha256') };
        known.runs += 1;
        known.hash.update(`${runId} ${seq} ${hash}\n`);
        days.set(day, known);
      }
    },
    stateOf(day) {
      const known = days.get(day);
      const hash = known?.hash.copy() ?? createHash('sha256');
      return { runs: known?.runs ?? 0, chains: hash.digest('hex') };
    },
    addArchived({ runId, archiveSeq, ticket, startedAt }) {
      const hash = archives.get(archiveSeq) ?? createHash('sha256');
      archives.set(archiveSeq, hash.update(`${runId} ${ticket} ${startedAt}\n`));
    },
    leftBy: (archiveSeq) =>
      (archives.get(archiveSeq)?.copy() ?? createHash('sha256')).digest('hex'),
  };
}
