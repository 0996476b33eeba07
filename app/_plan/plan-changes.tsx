import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import type { PlanDifference } from '@/lib/plan/plan-difference';

type Props = { readonly changes: readonly PlanDifference[] };

/** What changed, before beside after. */
export function PlanChanges({ changes }: Props) {
  if (changes.length === 0) return null;
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      <DataTable label="What changed" columns={['What', 'You saw', 'Now']}>
        <TableBody>
          {changes.map((change) => (
            <TableRow key={`${change.kind} ${change.message}`}>
              <TableCell label="What">{change.what}</TableCell>
              <TableCell
                label="You saw"
                className="text-muted [overflow-wrap:anywhere] whitespace-pre-line"
              >
                {change.before ?? 'nothing'}
              </TableCell>
              <TableCell
                label="Now"
                className="font-medium [overflow-wrap:anywhere] whitespace-pre-line"
              >
                {change.after ?? 'nothing'}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </DataTable>
    </div>
  );
}
