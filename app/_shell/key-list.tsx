import { useEffect, useRef } from 'react';
import { Button } from '@/app/_ui/button';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'Search, or look up a ticket'],
  ['Ctrl+Enter or ⌘+Enter', 'The main action of a ticket, then confirm it'],
  ['↑ ↓ Home End', 'Move between the rows of a table'],
  ['← →', 'Move between links and copy buttons of a row'],
  ['Ctrl+P or ⌘+P', 'Print the record of a run'],
  ['Esc', 'Close a dialog without doing anything'],
  ['?', 'Show these keys'],
];

/** The keys, in a dialog that is open from the start. */
export function KeyList({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      aria-labelledby="key-help"
      className="m-auto w-[calc(100%-1.5rem)] max-w-md rounded-xl border border-line bg-surface p-5 text-ink shadow-floating backdrop:bg-scrim"
    >
      <h2 id="key-help" className="text-base font-semibold">
        Keyboard shortcuts
      </h2>
      <dl className="mt-3 space-y-2">
        {KEYS.map(([keys, what]) => (
          <div key={keys} className="flex gap-4">
            <dt className="w-40 shrink-0 font-mono text-xs leading-5">{keys}</dt>
            <dd className="min-w-0 text-muted">{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" className="mt-4 flex justify-end">
        <Button type="submit">Close</Button>
      </form>
    </dialog>
  );
}
