import type { ReactNode } from 'react';

type SheetProps = { readonly title: string; readonly children: ReactNode };

/** A titled part of the printed record. */
export function Sheet({ title, children }: SheetProps) {
  return (
    <section className="space-y-1.5">
      <h2 className="text-base font-semibold break-after-avoid">{title}</h2>
      {children}
    </section>
  );
}

type Cell = string | number | readonly string[];
export type SheetRow = { readonly key: string; readonly cells: readonly Cell[] };

type Props = { readonly columns: readonly string[]; readonly rows: readonly SheetRow[] };

/** Every row there is; on paper the head of the columns stands on each page. */
export function SheetTable({ columns, rows }: Props) {
  if (rows.length === 0) return <p className="text-muted">None.</p>;
  return (
    <div className="overflow-x-auto print:overflow-visible" tabIndex={0} role="group">
      <table className="sheet-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, index) => (
                <td key={columns[index]}>
                  {typeof cell === 'object'
                    ? cell.map((line, number) => <div key={`${number} ${line}`}>{line}</div>)
                    : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
