import Link from 'next/link';
import { Download } from 'lucide-react';
import { buttonLook } from '@/app/_ui/button';

type Props = { readonly filters: string };

/** What the filters show, as a file, and who took such files before. */
export function ExportLinks({ filters }: Props) {
  return (
    <div className="no-print flex flex-wrap items-center gap-3">
      <Link href="/runs/exports" className="font-medium text-accent hover:underline">
        Exports on record
      </Link>
      <a href={`/api/runs/export.jsonl?${filters}`} download className={buttonLook('ghost')}>
        <Download aria-hidden className="size-4" /> JSON Lines
      </a>
      <a href={`/api/runs/export.csv?${filters}`} download className={buttonLook('secondary')}>
        <Download aria-hidden className="size-4" /> CSV of what is shown
      </a>
    </div>
  );
}
