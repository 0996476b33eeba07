/** Hatchings for the bad parts of a bar, told apart without colour. The classes are in globals.css. */
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

type Props = {
  readonly id: string;
  readonly ground: string;
  readonly line: string;
  readonly turn?: number;
};

function Hatching({ id, ground, line, turn = 45 }: Props) {
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
