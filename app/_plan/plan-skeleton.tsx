import { Skeleton, SkeletonRows } from '@/app/_ui/skeleton';

/** The shape of a dry run while Freshservice and EC2 are being read. */
export function PlanSkeleton({ reference }: { readonly reference: string }) {
  return (
    <div className="space-y-4">
      <div>
        <p className="font-mono text-xs leading-6">{reference}</p>
        <h1 className="mt-1 text-xl font-semibold">Reading the ticket and its servers…</h1>
        <Skeleton className="mt-2 h-4 w-72 max-w-full" />
      </div>
      <div className="rounded-lg border border-line bg-surface p-4 shadow-raised">
        <Skeleton className="h-6 w-56" />
        <Skeleton className="mt-2 h-4 w-72 max-w-full" />
        <div className="mt-5 grid grid-cols-2 gap-4 border-t border-line pt-4 sm:grid-cols-4">
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
        </div>
      </div>
      <div className="rounded-lg border border-line bg-surface shadow-raised">
        <SkeletonRows rows={5} className="h-16" />
      </div>
    </div>
  );
}
