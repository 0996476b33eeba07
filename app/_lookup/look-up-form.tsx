'use client';

import { useId, useTransition, type FormEvent } from 'react';
import { LoaderCircle, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { buttonLook } from '@/app/_ui/button-look';

/** Far longer than any reference or link; what is cut off was no change number anyway. */
const MAX_LENGTH = 1000;

type Props = {
  readonly size: 'large' | 'small';
  readonly typed?: string;
  /** What the server said about what was typed. */
  readonly problem?: { readonly message: string; readonly hint: string } | null;
};

/** One box that takes anything; the server decides what it means. Works without scripts too. */
export function LookUpForm({ size, typed = '', problem = null }: Props) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const id = useId();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get('q');
    if (typeof text !== 'string' || text.trim() === '') return;
    // The page that opens takes the focus from here.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    startTransition(() => router.push(`/?q=${encodeURIComponent(text.trim())}`));
  }

  const large = size === 'large';
  const Icon = pending ? LoaderCircle : Search;
  return (
    <form action="/" method="get" role="search" onSubmit={submit} aria-busy={pending}>
      <label htmlFor={id} className={large ? 'mb-2 block font-medium' : 'sr-only'}>
        Change number or link
      </label>
      <div className="flex gap-2">
        <div className="relative min-w-0 flex-1">
          <Icon
            aria-hidden
            className={`pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted ${pending ? 'animate-spin' : ''}`}
          />
          <input
            id={id}
            name="q"
            data-search-box
            autoFocus={large}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="search"
            maxLength={MAX_LENGTH}
            defaultValue={typed}
            placeholder={large ? 'CHN-7303 or a Freshservice link' : 'Change number or link'}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            className={`w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9 md:pr-9 aria-invalid:border-bad ${large ? 'h-12 text-base shadow-raised' : 'h-9'}`}
          />
          <kbd
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-3 hidden -translate-y-1/2 rounded border border-line px-1.5 font-mono text-xs text-muted md:block"
          >
            /
          </kbd>
        </div>
        {large && (
          <button type="submit" className={`${buttonLook('primary')} px-5`} disabled={pending}>
            Look up
          </button>
        )}
      </div>
      {problem !== null && (
        <div id={`${id}-problem`} role="alert" className="mt-3 text-pretty">
          <p className="font-medium break-words text-bad">{problem.message}</p>
          <p className="mt-0.5 break-words text-muted">{problem.hint}</p>
        </div>
      )}
    </form>
  );
}
