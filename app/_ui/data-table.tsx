import type { ComponentProps, ReactNode } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';

type Sorting<Column extends string> = { readonly column: Column; readonly descending: boolean };

type TableProps<Column extends string> = {
  readonly label: string;
  readonly columns: readonly Column[];
  /** With `onSort`: each head sorts by its column. */
  readonly sorting?: Sorting<Column>;
  readonly onSort?: (sorting: Sorting<Column>) => void;
  readonly children: ReactNode;
};

/**
 * A table on a desk, cards on a phone or a tablet. The roles are spelled out because browsers drop them from a
 * table that CSS lays out as blocks.
 */
export function DataTable<Column extends string>({
  label,
  columns,
  sorting,
  onSort,
  children,
}: TableProps<Column>) {
  return (
    <div className="overflow-x-auto xl:overflow-visible">
      <table role="table" aria-label={label} className="data-table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column}
                role="columnheader"
                scope="col"
                aria-sort={sorting?.column === column ? directionOf(sorting) : undefined}
              >
                {onSort === undefined ? (
                  column
                ) : (
                  <SortButton column={column} sorting={sorting} onSort={onSort} />
                )}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </div>
  );
}

function directionOf({ descending }: Sorting<string>): 'descending' | 'ascending' {
  return descending ? 'descending' : 'ascending';
}

type SortButtonProps<Column extends string> = {
  readonly column: Column;
  readonly sorting: Sorting<Column> | undefined;
  readonly onSort: (sorting: Sorting<Column>) => void;
};

function SortButton<Column extends string>({ column, sorting, onSort }: SortButtonProps<Column>) {
  const here = sorting?.column === column;
  const Icon = here && !sorting.descending ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={() => onSort({ column, descending: here ? !sorting.descending : false })}
      className="inline-flex items-center gap-1 rounded hover:text-ink"
    >
      {column}
      <Icon aria-hidden className={`size-3 ${here ? '' : 'opacity-0'}`} />
    </button>
  );
}

export function TableBody({ children }: { readonly children: ReactNode }) {
  return <tbody role="rowgroup">{children}</tbody>;
}

export function TableRow({ className = 'data-row', ...rest }: ComponentProps<'tr'>) {
  return <tr role="row" className={className} {...rest} />;
}

type CellProps = ComponentProps<'td'> & {
  /** The column's title, shown beside the value on a phone. */
  readonly label: string;
};

export function TableCell({ label, children, ...rest }: CellProps) {
  return (
    <td role="cell" data-label={label} {...rest}>
      {/* One child beside the title of the column, whatever the cell holds. */}
      <div className="min-w-0">{children}</div>
    </td>
  );
}

/** A cell over the whole width, such as the details of the row above. */
export function WideCell({
  columns,
  ...rest
}: ComponentProps<'td'> & { readonly columns: number }) {
  return <td role="cell" colSpan={columns} data-wide="" {...rest} />;
}
