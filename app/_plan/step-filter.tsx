import { formatNumber } from '@/app/_ui/number-words';

type Props = {
  readonly value: string;
  readonly found: number;
  readonly onChange: (value: string) => void;
};

/** Narrows a long table to the servers one looks for. */
export function StepFilter({ value, found, onChange }: Props) {
  return (
    <span className="no-print flex min-w-0 items-center gap-3">
      {value !== '' && (
        <span role="status" className="text-xs text-muted">
          {formatNumber(found)} found
        </span>
      )}
      <input
        type="search"
        aria-label="Filter by server, address or id"
        placeholder="Filter by server, address or id"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-56 min-w-0 rounded-md border border-line-strong bg-surface px-2"
      />
    </span>
  );
}
