import { Button } from './button';
import { formatNumber } from './number-words';

type Props = { readonly hidden: number; readonly next: number; readonly onShowMore: () => void };

/** The end of a list that goes on. */
export function ShowMore({ hidden, next, onShowMore }: Props) {
  if (hidden === 0) return null;
  return (
    <div className="no-print flex flex-wrap items-center justify-center gap-3 border-t border-line px-4 py-3">
      <span className="text-muted">{formatNumber(hidden)} more not shown</span>
      <Button onClick={onShowMore}>Show {formatNumber(next)} more</Button>
    </div>
  );
}
