import type { Pool } from 'pg';
import { checkArchive } from './check-archive';
import type { ArchiveEntry } from './check-ledger';
import type { Finding } from './finding';

/** Checks every archive that the ledger names, in a folder; without one the files are not looked at. */
export async function verifyArchives(
  pool: Pool,
  entries: readonly ArchiveEntry[],
  folder: string | null,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  if (folder === null) return;
  const client = await pool.connect();
  try {
    for (const entry of entries) await checkArchive(client, folder, entry, onFinding);
  } finally {
    client.release();
  }
}
