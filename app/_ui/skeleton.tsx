type Props = { readonly className: string };

/** A gray shape where something will stand, of the size it will have. */
export function Skeleton({ className }: Props) {
  return <span aria-hidden className={`block animate-breathe rounded bg-line ${className}`} />;
}

/** Rows of a list that is being read. */
export function SkeletonRows({ rows, className }: Props & { readonly rows: number }) {
  return (
    <div aria-hidden className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={`flex items-center gap-4 px-4 ${className}`}>
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-16" />
        </div>
      ))}
    </div>
  );
}
