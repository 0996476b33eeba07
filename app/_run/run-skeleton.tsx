import { Skeleton, SkeletonRows } from '@/app/_ui/skeleton';

/** The shape of a run while it is being read. */
export function RunSkeleton() {
  return (
    <div className="space-y-4">
      <div>
        <Skeleton className="h-6 w-72 max-w-full" />
        <h1 className="mt-1 text-xl font-semibold">Reading the run…</h1>
        <Skeleton className="mt-3 h-10 w-96 max-w-full" />
      </div>
      <div className="rounded-lg border border-line bg-surface p-4 shadow-raised">
        <Skeleton className="h-6 w-56" />
        <Skeleton className="mt-2 h-4 w-72 max-w-full" />
        <Skeleton className="mt-5 h-1.5 w-full" />
      </div>
      <div className="rounded-lg border border-line bg-surface shadow-raised">
        <SkeletonRows rows={4} className="h-16" />
      </div>
    </div>
  );
}
