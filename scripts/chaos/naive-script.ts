import { CreateSnapshotCommand, EC2Client } from '@aws-sdk/client-ec2';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/**
 * The usual code, as a control: the SDK as it comes, the record saved afterwards, and after a
 * restart whatever is not in the record is taken again. Goes on until it is ended.
 */
const AT_ONCE = 10;
const [share = '0', shares = '1'] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });
const ec2 = new EC2Client({});

async function takeOne(volumeId: string): Promise<void> {
  try {
    const { SnapshotId } = await ec2.send(new CreateSnapshotCommand({ VolumeId: volumeId }));
    await pool.query('UPDATE naive SET snapshot_id = $1 WHERE volume_id = $2', [
      SnapshotId,
      volumeId,
    ]);
  } catch (error) {
    console.error(volumeId, error);
  }
}

console.log('worker started');
for (;;) {
  const { rows } = await pool.query<{ volume_id: string }>(
    `SELECT volume_id FROM naive
     WHERE snapshot_id IS NULL AND position % $1::int = $2::int LIMIT $3`,
    [shares, share, AT_ONCE],
  );
  if (rows.length === 0) await wait(500);
  await Promise.all(rows.map((row) => takeOne(row.volume_id)));
}
