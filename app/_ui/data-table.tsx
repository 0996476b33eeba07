import type { ComponentProps, ReactNode } from 'react';

type TableProps = {
  readonly label: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
};

/**
 * A table on a desk, cards on a phone. The roles are spelled out because browsers drop them from a
 * table that CSS lays out as blocks.
 */
export function DataTable({ label, columns, children }: TableProps) {
  return (
    <div className="overflow-x-auto">
      <table role="table" aria-label={label} className="data-table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column} role="columnheader" scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </div>
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
