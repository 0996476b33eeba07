import Link from 'next/link';
import { formatNumber } from '@/app/_ui/format-number';

export type Bar = {
  readonly key: string;
  /** What is shown on hover. */
  readonly title: string;
  readonly href: string;
  /** From the bottom to the top. */
  readonly parts: readonly { readonly fill: string; readonly value: number }[];
};

type Props = { readonly label: string; readonly bars: readonly Bar[] };

const HEIGHT = 88;

/**
 * Stacked bars of equal width. A picture for the eye: the table below it says the same to everybody
 * and has the same links, so screen readers and the keyboard pass the bars by.
 */
export function BarChart({ label, bars }: Props) {
  const most = Math.max(1, ...bars.map(totalOf));
  const width = 100 / bars.length;
  return (
    <div className="relative h-22">
      <span className="absolute top-0 left-0 text-xs leading-none text-muted">
        {formatNumber(most)}
      </span>
      <svg role="img" aria-label={label} className="h-full w-full" height={HEIGHT}>
        <line x1="0" x2="100%" y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-line-strong" />
        {bars.map((bar, index) => (
          <Stack key={bar.key} bar={bar} x={width * index} width={width} most={most} />
        ))}
      </svg>
      <div aria-hidden className="absolute inset-0 flex">
        {bars.map((bar) => (
          <Link
            key={bar.key}
            href={bar.href}
            prefetch={false}
            tabIndex={-1}
            title={bar.title}
            className="flex-1 hover:bg-ink/8"
          />
        ))}
      </div>
    </div>
  );
}

type StackProps = {
  readonly bar: Bar;
  /** Percent of the chart's width. */
  readonly x: number;
  readonly width: number;
  readonly most: number;
};

function Stack({ bar, x, width, most }: StackProps) {
  const room = HEIGHT - 16;
  let top = HEIGHT;
  return bar.parts
    .filter(({ value }) => value > 0)
    .map(({ fill, value }) => {
      // A single failure among thousands is still to be seen.
      const height = Math.max(2, (value / most) * room);
      top -= height;
      return (
        <rect
          key={fill}
          x={`${x + width * 0.12}%`}
          width={`${width * 0.76}%`}
          y={top}
          height={height}
          className={fill}
        />
      );
    });
}

function totalOf({ parts }: Bar): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

/** Hatchings for the bad parts of a bar, told apart without color. The classes are in globals.css. */
export function ChartPatterns() {
  return (
    <svg aria-hidden width="0" height="0" className="absolute">
      <defs>
        <Hatching id="hatch-attention" ground="fill-attention-line" line="stroke-attention" />
        <Hatching id="hatch-bad" ground="fill-bad" line="stroke-bad-line" turn={-45} />
        <Hatching id="hatch-refused" ground="fill-bad-soft" line="stroke-bad" turn={90} />
      </defs>
    </svg>
  );
}

type ChartPatternsProps = {
  readonly id: string;
  readonly ground: string;
  readonly line: string;
  readonly turn?: number;
};

function Hatching({ id, ground, line, turn = 45 }: ChartPatternsProps) {
  return (
    <pattern
      id={id}
      width="5"
      height="5"
      patternUnits="userSpaceOnUse"
      patternTransform={`rotate(${turn})`}
    >
      <rect width="5" height="5" className={ground} />
      <line x1="0" x2="0" y1="0" y2="5" strokeWidth="3" className={line} />
    </pattern>
  );
}
