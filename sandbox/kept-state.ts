import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { SnapshotRecord } from './ec2/ec2-world';
import type { SlackMessage } from './slack/slack-store';

/** What a second start still knows: what people did, not the samples, which are recreated. */
export type KeptState = {
  readonly snapshots: readonly SnapshotRecord[];
  readonly messages: readonly SlackMessage[];
};

export type StateFile = {
  read(): KeptState;
  /** Saves soon; many changes in a row are one write. */
  readonly saveSoon: () => void;
  readonly saveNow: () => void;
};

/** The file is our own; only its outline is checked. */
const keptSchema = z.object({
  snapshots: z.array(z.custom<SnapshotRecord>(isObject)),
  messages: z.array(z.custom<SlackMessage>(isObject)),
});

const NOTHING: KeptState = { snapshots: [], messages: [] };
const SAVE_DELAY_MS = 200;

/** Without a file nothing is kept. */
export function createStateFile(file: string | null, collect: () => KeptState): StateFile {
  let timer: NodeJS.Timeout | null = null;
  const saveNow = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (file !== null) write(file, collect());
  };
  return {
    read: () => (file === null ? NOTHING : readKept(file)),
    saveSoon() {
      if (file !== null) timer ??= setTimeout(saveNow, SAVE_DELAY_MS);
    },
    saveNow,
  };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Written beside and moved over, so that a killed process leaves a whole file. */
function write(file: string, state: KeptState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

function readKept(file: string): KeptState {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // No file yet, or one that cannot be read: the sandbox starts with its samples.
    return NOTHING;
  }
}
