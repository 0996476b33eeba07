import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANY_PORTS } from '@/scripts/stack/ports';
import { startStack, type Stack } from '@/scripts/stack/start-stack';
import { createStopList } from '@/scripts/stack/stop-all';

export type OwnStack = Stack & { readonly stop: () => Promise<void> };

/** Every environment of the sandbox, the failing ones included. */
const ALL_ENVIRONMENTS = [
  'prod-eu',
  'prod-us',
  'locked',
  'untagged',
  'organization',
  'tag-policy',
  'dark',
] as const;

/** A product and a sandbox that only one spec file has: untouched samples, other variables. */
export async function startOwnStack(
  variables: Readonly<Record<string, string>>,
  operators: Readonly<Record<string, readonly string[]>> = {},
): Promise<OwnStack> {
  const stops = createStopList();
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-e2e-own-'));
  const stop = async () => {
    await stops.stopAll();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { PATH, HOME, TMPDIR, NODE_OPTIONS } = process.env;
    const stack = await startStack({
      root: process.cwd(),
      folder,
      ports: ANY_PORTS,
      persist: false,
      variables: { PATH, HOME, TMPDIR, NODE_OPTIONS, ...variables },
      snapshotDurationMs: 2_000,
      awsEnvironments: ALL_ENVIRONMENTS,
      operators,
      onNotice: () => undefined,
      onStarted: stops.add,
    });
    stack.sandbox.settings.throttleEc2 = false;
    stack.sandbox.settings.freshserviceCallsPerMinute = 100_000;
    return { ...stack, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
