import type { SnapshotTag } from '@/lib/plan/plan';

type Named = { readonly correctedName: string | null; readonly tags: readonly SnapshotTag[] };

/** The Name tag of a snapshot in the record, as it was last set; null: it has none. */
export function snapshotName({ correctedName, tags }: Named): string | null {
  return correctedName ?? tags.find(({ key }) => key === 'Name')?.value ?? null;
}
