import type { SnapshotTag } from '@/lib/plan/plan';

type Props = { readonly tags: readonly SnapshotTag[] };

export function TagList({ tags }: Props) {
  return (
    <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 font-mono text-xs">
      {tags.map((tag) => (
        <div key={tag.key} className="contents">
          <dt className="text-muted">{tag.key}</dt>
          <dd className="break-words">{tag.value}</dd>
        </div>
      ))}
    </dl>
  );
}
