import type { ClientBase, QueryResultRow } from 'pg';

/** Rows of one statement, read a few thousand at a time whatever their number. */
export type Cursor<Row> = {
  /** The row it stands on; null after the last. */
  readonly row: Row | null;
  /** Goes on by one row. Awaited only when there is something to wait for. */
  next(): Promise<void> | undefined;
};

const BATCH_ROWS = 2_000;

/**
 * A cursor of the transaction that `client` is in, standing on its first row. While one batch is
 * looked at, PostgreSQL already prepares the next.
 */
export async function openCursor<Row extends QueryResultRow>(
  client: ClientBase,
  name: string,
  select: string,
  values: readonly unknown[] = [],
): Promise<Cursor<Row>> {
  await client.query(`DECLARE ${name} NO SCROLL CURSOR FOR ${select}`, [...values]);
  const fetchBatch = () => client.query<Row>(`FETCH ${BATCH_ROWS} FROM ${name}`);
  let batch: readonly Row[] = [];
  let at = 0;
  let coming = fetchBatch();
  const turn = async () => {
    batch = (await coming).rows;
    at = 0;
    if (batch.length === BATCH_ROWS) {
      coming = fetchBatch();
      // The reader gets the failure; until then it is not an unhandled rejection.
      coming.catch(() => undefined);
    }
  };
  await turn();
  return {
    get row() {
      return batch[at] ?? null;
    },
    next() {
      at += 1;
      return at === BATCH_ROWS ? turn() : undefined;
    },
  };
}
