import { z } from 'zod';

const dayData = z.object({ day: z.iso.date(), runs: z.number(), chains: z.string() });

const archiveData = z.object({
  file: z.string(),
  sha256: z.string(),
  runs: z.number(),
  events: z.number(),
});

const entrySchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('day-closed'), data: dayData }),
  z.object({ code: z.literal('runs-archived'), data: archiveData }),
  z.object({ code: z.literal('history-exported'), data: z.looseObject({}) }),
]);

export type DayData = z.infer<typeof dayData>;
export type ArchiveData = z.infer<typeof archiveData>;
type LedgerEntry = z.infer<typeof entrySchema> | { readonly code: 'unreadable' };

/** What an entry of the ledger says; somebody who tampers may have left anything there. */
export function readEntry(line: { readonly code: string; readonly data: string }): LedgerEntry {
  const parsed = entrySchema.safeParse({ code: line.code, data: JSON.parse(line.data) as unknown });
  return parsed.success ? parsed.data : { code: 'unreadable' };
}
