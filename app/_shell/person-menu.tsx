'use client';

import { useId, useRef, useState } from 'react';
import { lazyPart } from '@/app/_ui/lazy-part';
import type { Person } from '@/lib/auth/role';
import type { Theme } from './theme';

// Every page has the button; few people open it.
const MenuItems = lazyPart(() => import('./menu-items').then((file) => file.MenuItems));
const SignOutEverywhereDialog = lazyPart(() =>
  import('./menu-items').then((file) => file.SignOutEverywhereDialog),
);

type Props = { readonly person: Person; readonly theme: Theme };

/**
 * Who is signed in, as what, how the page looks, and the way out. A popover of the browser: Escape
 * and a press outside close it and give the focus back.
 */
export function PersonMenu({ person, theme }: Props) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState(false);
  const [leavingAll, setLeavingAll] = useState(false);
  const close = () => menu.current?.hidePopover();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={`Account menu for ${person.name}`}
        // Loaded by the time the press is over.
        onPointerEnter={() => setOpened(true)}
        onFocus={() => setOpened(true)}
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-full border border-line-strong bg-sunken text-xs font-semibold hover:border-muted"
      >
        {initialsOf(person.name)}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="group"
        aria-label="Account"
        onToggle={() => setOpened(true)}
        className="fixed inset-auto top-15 right-[max(1rem,calc((100vw-80rem)/2+1rem))] m-0 max-h-[calc(100dvh-5rem)] w-64 overflow-y-auto rounded-lg border border-line bg-surface p-1 text-ink shadow-floating"
      >
        <div className="px-3 py-2">
          <p className="truncate font-medium">{person.name}</p>
          <p className="truncate text-xs text-muted">{person.email}</p>
          <p className="mt-1 text-xs text-muted">Role: {roleWords(person)}</p>
        </div>
        {opened && (
          <MenuItems
            person={person}
            theme={theme}
            onClose={close}
            onSignOutEverywhere={() => {
              close();
              setLeavingAll(true);
            }}
          />
        )}
      </div>
      {leavingAll && <SignOutEverywhereDialog onOpenChange={setLeavingAll} />}
    </>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/[\s.@_-]+/).filter((word) => word !== '');
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toUpperCase() || '?';
}

function roleWords(person: Person): string {
  return person.roles.length === 0 ? 'none' : person.roles.join(', ');
}
