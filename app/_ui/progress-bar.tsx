type Props = {
  readonly label: string;
  readonly value: number;
  readonly tone?: 'progress' | 'good' | 'neutral';
};

/** How far something is, 0 to 100; a native element, so it needs no inline style. */
export function ProgressBar({ label, value, tone = 'progress' }: Props) {
  return (
    <progress
      aria-label={label}
      className="progress-bar"
      max={100}
      value={value}
      data-tone={tone}
    />
  );
}
