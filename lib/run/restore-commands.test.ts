import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRestoreCommands, joinShellWords } from './restore-commands';
import type { RunStep } from './run';

/** What a shell makes of a line: its words, as a program would get them. */
function parseInShell(line: string): readonly string[] {
  const script = String.raw`printf '%s\0' ` + line;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\0').slice(0, -1);
}

const STEP: RunStep = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  position: 0,
  status: 'created',
  taskIds: ['1'],
  serverName: 'web-01',
  ipAddress: '10.0.0.1',
  environment: 'prod-eu',
  accountId: '111122223333',
  region: 'eu-west-1',
  instanceId: 'i-0a1',
  volumeId: 'vol-0a1',
  volumeSizeGib: 40,
  tags: [],
  description: '',
  attempts: 1,
  snapshotId: 'snap-0a1',
  snapshotState: 'completed',
  snapshotProgress: 100,
  errorCode: null,
  errorMessage: null,
  encodedMessage: null,
  nextAttemptAt: null,
  requestId: null,
  completedAt: null,
  updatedAt: '2026-11-26T00:00:00.000Z',
  correctedName: null,
  wantedName: null,
  deletedAt: null,
  deletedByRun: null,
  targetSnapshotId: null,
};
const PLACE = { availabilityZone: 'eu-west-1b', volumeType: 'io2' };

function listCommands(step: RunStep, profile: string | null = null) {
  const built = buildRestoreCommands(step, PLACE, profile);
  if (built.kind !== 'ready') throw new Error(built.reason);
  return built.commands;
}

test('a shell gets the same words out of a line that were put into it, whatever they hold', () => {
  // No argument of a program can hold a NUL.
  const word = fc
    .string({ unit: 'binary', minLength: 0, maxLength: 40 })
    .map((text) => text.replaceAll('\0', ''));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      expect(parseInShell(joinShellWords(words))).toEqual(words);
    }),
    { numRuns: 60 },
  );
  const nasty = [
    "it's",
    '$(reboot)',
    '`id`',
    'a b',
    '"',
    '\\',
    '!!',
    '~',
    '*',
    '',
    'x\ny',
    '#',
    ';',
  ];
  expect(parseInShell(joinShellWords(nasty))).toEqual(nasty);
});

test('both ways to restore name the region, the profile and the snapshot, the checking form last word apart', () => {
  const [replace, create] = listCommands(STEP, "ops's prod");
  expect(parseInShell(replace?.command ?? '')).toEqual([
    ...['aws', 'ec2', 'create-replace-root-volume-task', '--region', 'eu-west-1'],
    ...['--profile', "ops's prod", '--instance-id', 'i-0a1', '--snapshot-id', 'snap-0a1'],
  ]);
  expect(parseInShell(create?.command ?? '')).toEqual([
    ...['aws', 'ec2', 'create-volume', '--region', 'eu-west-1', '--profile', "ops's prod"],
    ...['--availability-zone', 'eu-west-1b', '--volume-type', 'io2', '--snapshot-id', 'snap-0a1'],
  ]);
  for (const { check, command } of [replace, create].flatMap((one) => one ?? [])) {
    expect(check).toBe(`${command} --dry-run`);
    // What it replaces must stay.
    expect(command).not.toContain('--delete-replaced-root-volume');
  }
});

test.each([
  [{ snapshotState: 'pending' }, 'The snapshot is not completed yet.'],
  [{ snapshotState: 'unlisted' }, 'The snapshot is not completed yet.'],
  [{ status: 'failed', snapshotState: 'error' }, 'There is no usable snapshot.'],
  [{ status: 'skipped', snapshotId: null }, 'There is no usable snapshot.'],
  [{ deletedAt: '2026-11-26T00:00:00.000Z' }, 'The snapshot was deleted.'],
] as const)('no commands for a snapshot with %o', (change, reason) => {
  expect(buildRestoreCommands({ ...STEP, ...change }, PLACE, null)).toEqual({
    kind: 'not-ready',
    reason,
  });
});

test('a plan of an earlier release says that the zone is to be filled in', () => {
  const built = buildRestoreCommands(STEP, undefined, null);
  if (built.kind !== 'ready') throw new Error(built.reason);
  const create = built.commands[1];
  expect(create?.explanation).toMatch(/^Replace AVAILABILITY_ZONE with the zone/);
  expect(create?.command).toContain('--availability-zone AVAILABILITY_ZONE --volume-type gp3');
});
