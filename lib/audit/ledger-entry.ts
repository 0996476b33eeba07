import { z } from 'zod';
import { writeInstantText } from './instant';

/** An entry of the ledger as its document needs it; `data` is the text of the `jsonb`. */
export type LedgerLine = {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: string;
  readonly code: string;
  readonly data: string;
  readonly format: number;
};

/** The one text that a ledger entry's hash is over; `chain_ledger` builds the same one in SQL. */
export function writeLedgerDocument(line: LedgerLine, previous: string): string {
  const { at, seq, code, data, format } = line;
  const isOld = format === 1;
  return (
    `{"at": ${isOld ? `"${writeInstantText(at)}"` : at}, "seq": ${seq}, ` +
    `"code": ${JSON.stringify(code)}, "data": ${data}, ` +
    `${isOld ? '' : `"format": ${format}, `}"previous": "${previous}"}`
  );
}

const dayData = z.object({ day: z.iso.date(), runs: z.number(), chains: z.string() });

const archiveData = z.object({
  file: z.string(),
  sha256: z.string(),
  runs: z.number(),
  events: z.number(),
  /** Over what the runs left in `archived_run`; entries of format 1 have none. */
  left: z.string().optional(),
});

const beginning = {
  export: z.string(),
  agent_subject: z.string(),
  agent_email: z.string(),
  agent_name: z.string(),
  format: z.string(),
  filters: z.string(),
};

const exportBegun = z.object({ ...beginning, started_at: z.number() });

const exportEnded = z.object({
  ...beginning,
  status: z.string(),
  rows: z.number().nullable(),
  bytes: z.number().nullable(),
  sha256: z.string().nullable(),
  /** Entries of format 1 have none. */
  started_at: z.number().optional(),
  finished_at: z.number().optional(),
});

const formatChange = z.object({
  format: z.literal(2),
  runs: z.number(),
  events: z.number(),
  /** Over the times of the exports that had ended by then. */
  exports: z.string(),
});

const passiveMode = z.object({
  active: z.boolean(),
  reason: z.string(),
  agent_subject: z.string(),
  agent_email: z.string(),
  agent_name: z.string(),
});

const runArmed = z.object({
  armed: z.string(),
  ticket: z.string(),
  environment: z.string(),
  fingerprint: z.string(),
  agent_subject: z.string(),
  agent_email: z.string(),
  agent_name: z.string(),
  start_at: z.number(),
});

const armedRunEnded = z.object({
  armed: z.string(),
  ticket: z.string(),
  status: z.string(),
  ended_by: z.string().nullable(),
  run: z.string().nullable(),
});

/** `week` is its Monday. */
const expiredAnnounced = z.object({
  week: z.iso.date(),
  snapshots: z.number(),
  size_gib: z.number(),
});

/** The codes are older than the words of the documents: a sealed day is `day-closed` for ever. */
const entrySchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('day-closed'), data: dayData }),
  z.object({ code: z.literal('runs-archived'), data: archiveData }),
  z.object({ code: z.literal('export-begun'), data: exportBegun }),
  z.object({ code: z.literal('history-exported'), data: exportEnded }),
  z.object({ code: z.literal('format-changed'), data: formatChange }),
  z.object({ code: z.literal('passive-mode-set'), data: passiveMode }),
  z.object({ code: z.literal('run-armed'), data: runArmed }),
  z.object({ code: z.literal('armed-run-ended'), data: armedRunEnded }),
  z.object({ code: z.literal('expired-announced'), data: expiredAnnounced }),
]);

type Entry = z.infer<typeof entrySchema>;

/** What an entry of this code holds. */
export type LedgerData<Code extends Entry['code']> = Extract<Entry, { code: Code }>['data'];

/** What an entry of the ledger says; someone who tampers may have left anything there. */
export function readEntry(line: {
  readonly code: string;
  readonly data: string;
}): Entry | { readonly code: 'unreadable' } {
  const parsed = entrySchema.safeParse({ code: line.code, data: JSON.parse(line.data) as unknown });
  return parsed.success ? parsed.data : { code: 'unreadable' };
}
