import type { Pool } from 'pg';
import { findLacking } from '@/lib/audit/restored-history';
import { createAwsEnvironment } from '@/lib/aws/aws-environment';
import { buildSessionName } from '@/lib/aws/credentials';
import { loadConfig } from '@/lib/config/config';

const ASKER = 'snapgate-audit';

/** Asks AWS for what the record does not have; sets the exit code when there is any. */
export async function showLacking(pool: Pool): Promise<void> {
  const loaded = loadConfig(process.env);
  if (!loaded.ok) {
    throw new Error(`--aws needs Snapgate's whole configuration:\n${loaded.problems.join('\n')}`);
  }
  let lacking = 0;
  for (const settings of loaded.config.environments) {
    const environment = createAwsEnvironment({ ...settings, sessionName: buildSessionName(ASKER) });
    const tagged = await environment.listTaggedSnapshots();
    environment.destroy();
    const found = await findLacking(pool, tagged);
    lacking += found.length;
    console.log(
      `AWS       ${settings.name}: ${tagged.length} snapshots of runs, ${found.length} of them not in the record`,
    );
    for (const { snapshotId, lacks } of found) {
      const { runId, ticket, startedAt } =
        tagged.find((one) => one.snapshotId === snapshotId) ?? {};
      const what = lacks === 'run' ? 'the run is not in the record' : 'no step has this snapshot';
      console.log(
        `  ${snapshotId} of ${startedAt}, ${ticket ?? 'no ticket'}, run ${runId}: ${what}`,
      );
    }
  }
  if (lacking > 0) process.exitCode = 1;
}
