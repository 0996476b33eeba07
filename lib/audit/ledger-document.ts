/** An entry of the ledger as its document needs it; `data` is the text of the `jsonb`. */
export type LedgerLine = {
  readonly seq: number;
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
  readonly code: string;
  readonly data: string;
};

/** The one text that a ledger entry's hash is over; `chain_ledger` builds the same one in SQL. */
export function writeLedgerDocument(line: LedgerLine, previous: string): string {
  const { at, seq, code, data } = line;
  return (
    `{"at": "${at}", "seq": ${seq}, "code": ${JSON.stringify(code)}, "data": ${data}, ` +
    `"previous": "${previous}"}`
  );
}
