import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import type { PlanChange } from './compare-plans';

type Props = { readonly changes: readonly PlanChange[] };

/** What changed, before beside after. */
export function PlanChanges({ changes }: Props) {
  if (changes.length === 0) return null;
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      <DataTable label="What changed" columns={['What', 'You saw', 'Now']}>
        <TableBody>
          {changes.map((change) => (
            <TableRow key={`${change.what}:${change.key}`}>
              <TableCell label="What">{change.what}</TableCell>
              <TableCell label="You saw" className="break-words text-muted">
                {change.before}
              </TableCell>
              <TableCell label="Now" className="font-medium break-words">
                {change.after}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </DataTable>
    </div>
  );
}
