import { countOf, formatNumber } from '@/app/_ui/format-number';
import { type Outcome, OUTCOMES, type Overview, type OverviewBucket } from '@/lib/history/overview';
import { BarChart } from './bar-chart';
import { OUTCOME_LABELS } from './outcome-labels';
import { runsPath } from './runs-path';

type Props = { readonly overview: Overview; readonly filters: string };

/** Runs and snapshots, side by side over the same days. */
export function OverviewCharts({ overview, filters }: Props) {
  const { buckets } = overview;
  const unit = buckets.some(({ day, lastDay }) => day !== lastDay) ? 'week' : 'day';
  const runs = totalRuns(buckets);
  const taken = sumOf(buckets, ({ snapshotsTaken }) => snapshotsTaken);
  const failed = sumOf(buckets, ({ snapshotsFailed }) => snapshotsFailed);
  return (
    <>
      <Chart
        title={`Runs per ${unit}`}
        sum={countOf(runs, 'run')}
        overview={overview}
        bars={buckets.map((bucket) => ({
          key: bucket.day,
          href: bucketLink(filters, bucket),
          title: `${bucketLabel(bucket)}: ${describeRuns(bucket)}`,
          parts: OUTCOMES.map((outcome) => ({
            fill: OUTCOME_LABELS[outcome].fill,
            value: bucket.runs[outcome],
          })),
        }))}
        legend={OUTCOMES.filter((outcome) => buckets.some(({ runs: r }) => r[outcome] > 0)).map(
          (outcome) => OUTCOME_LABELS[outcome],
        )}
      />
      <Chart
        title={`Snapshots per ${unit}`}
        sum={`${countOf(taken, 'snapshot')} taken${failed > 0 ? `, ${formatNumber(failed)} failed` : ''}`}
        overview={overview}
        bars={buckets.map((bucket) => ({
          key: bucket.day,
          href: bucketLink(filters, bucket),
          title: `${bucketLabel(bucket)}: ${formatNumber(bucket.snapshotsTaken)} taken, ${formatNumber(bucket.snapshotsFailed)} failed`,
          parts: [
            { fill: TAKEN.fill, value: bucket.snapshotsTaken },
            { fill: OUTCOME_LABELS.failed.fill, value: bucket.snapshotsFailed },
          ],
        }))}
        legend={[
          ...(taken > 0 ? [TAKEN] : []),
          ...(failed > 0 ? [{ word: 'Failed', fill: OUTCOME_LABELS.failed.fill }] : []),
        ]}
      />
    </>
  );
}

const TAKEN = { word: 'Taken', fill: 'fill-good' };

type ChartProps = {
  readonly title: string;
  readonly sum: string;
  readonly overview: Overview;
  readonly bars: Parameters<typeof BarChart>[0]['bars'];
  readonly legend: readonly { readonly word: string; readonly fill: string }[];
};

function Chart({ title, sum, overview, bars, legend }: ChartProps) {
  return (
    <div className="min-w-0">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 className="font-medium">{title}</h3>
        <span className="text-xs text-muted">{sum}</span>
      </div>
      <BarChart label={`${title}: ${sum}. The table below has the numbers.`} bars={bars} />
      <div className="mt-1 flex justify-between text-xs text-muted">
        <span>{overview.from}</span>
        <span>{overview.to}</span>
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {legend.map(({ word, fill }) => (
          <li key={word} className="flex items-center gap-1.5">
            <svg aria-hidden width="10" height="10">
              <rect width="10" height="10" className={fill} />
            </svg>
            {word}
          </li>
        ))}
      </ul>
    </div>
  );
}

function totalRuns(buckets: readonly OverviewBucket[]): number {
  return sumOf(buckets, ({ runs }) => OUTCOMES.reduce((sum, outcome) => sum + runs[outcome], 0));
}

function sumOf(
  buckets: readonly OverviewBucket[],
  read: (bucket: OverviewBucket) => number,
): number {
  return buckets.reduce((sum, bucket) => sum + read(bucket), 0);
}

function describeRuns({ runs }: OverviewBucket): string {
  const said = (outcome: Outcome) =>
    `${formatNumber(runs[outcome])} ${OUTCOME_LABELS[outcome].word.toLowerCase()}`;
  const parts = OUTCOMES.filter((outcome) => runs[outcome] > 0).map(said);
  return parts.length === 0 ? 'no run' : parts.join(', ');
}

/** The list of one bar: the same filters, its days only. */
export function bucketLink(filters: string, { day, lastDay }: OverviewBucket): string {
  return runsPath(filters, { from: day, to: lastDay });
}

export function bucketLabel({ day, lastDay }: OverviewBucket): string {
  return day === lastDay ? day : `${day} to ${lastDay}`;
}
