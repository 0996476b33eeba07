import Link from 'next/link';
import { formatNumber } from '@/app/_ui/number-words';
import type { Overview } from '@/lib/history/overview';
import { describeCause } from './outcome-words';

type Props = { readonly overview: Overview; readonly filters: string };

/** Why steps failed and runs were refused; each cause leads to its runs. */
export function CauseList({ overview, filters }: Props) {
  const { causes } = overview;
  const most = Math.max(1, ...causes.map(({ count }) => count));
  return (
    <div className="min-w-0 md:col-span-2 lg:col-span-1">
      <h3 className="mb-2 font-medium">Failures by cause</h3>
      {causes.length === 0 && <p className="text-muted">Nothing failed in these days.</p>}
      <ul className="space-y-2">
        {causes.map(({ code, count }) => (
          <li key={code}>
            <div className="flex items-baseline justify-between gap-3">
              <Link
                href={causeLink(filters, overview, code)}
                className="min-w-0 truncate text-xs hover:text-accent hover:underline"
                title={code}
              >
                {describeCause(code)}
              </Link>
              <span className="text-xs text-muted">{formatNumber(count)}</span>
            </div>
            <svg aria-hidden className="mt-1 h-1.5 w-full">
              <rect width="100%" height="6" rx="3" className="fill-sunken" />
              <rect width={`${(100 * count) / most}%`} height="6" rx="3" className="fill-bad" />
            </svg>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The same days as the overview, so that the list has what was counted. */
function causeLink(filters: string, { from, to }: Overview, code: string): string {
  const parameters = new URLSearchParams(filters);
  for (const [name, value] of Object.entries({ from, to, cause: code }))
    parameters.set(name, value);
  return `/runs?${parameters.toString()}`;
}
