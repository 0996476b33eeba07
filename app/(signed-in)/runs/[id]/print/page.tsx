import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { chooseFeatures } from '@/app/_after/run-features';
import { PrintButton } from '@/app/_run/print/print-record';
import { RunSheet } from '@/app/_run/print/run-sheet';
import { buttonLook } from '@/app/_ui/button-look';
import { requirePagePerson } from '@/lib/auth/access';
import { readNonce } from '@/lib/auth/content-security-policy';
import { loadRunRecord } from '@/lib/history/load-run-record';
import { getServices } from '@/lib/services/get-services';

type Props = { readonly params: Promise<{ readonly id: string }> };

export const metadata = { title: 'Run record' };

/** The record of a run for paper, written whole by the server. */
export default async function PrintPage({ params }: Props) {
  const { id } = await params;
  const person = await requirePagePerson('read-history');
  const { config, database } = getServices();
  const record = await loadRunRecord(database.prisma, id);
  if (record === null) notFound();
  const nonce = readNonce((await headers()).get('content-security-policy'));
  return (
    <>
      {/* Page boxes can be set only in a style sheet, and this one names the run. */}
      <style nonce={nonce}>{pageBoxes(record.run.id)}</style>
      <div className="no-print mb-4 flex flex-wrap gap-3">
        <PrintButton />
        <Link href={`/runs/${record.run.id}`} className={buttonLook('secondary')}>
          Back to the run
        </Link>
      </div>
      <RunSheet
        record={record}
        restoreProfiles={chooseFeatures(config, person).restoreProfiles}
        printedBy={`${person.name}, ${person.email}`}
        printedAt={new Date().toISOString()}
      />
    </>
  );
}

/** `runId` is a UUID of ours: nothing in it can end the string. */
function pageBoxes(runId: string): string {
  const font = 'font: 8pt sans-serif; color: #555;';
  return `@page { size: A4 landscape; margin: 12mm 10mm 14mm;
    @bottom-left { content: "Snapgate run ${runId}"; ${font} }
    @bottom-right { content: "Page " counter(page) " of " counter(pages); ${font} } }`;
}
