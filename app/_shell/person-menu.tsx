'use client';

import { useState } from 'react';
import { LogOut, MonitorX, Users } from 'lucide-react';
import { signOut } from 'next-auth/react';
import Link from 'next/link';
import { DropdownMenu } from 'radix-ui';
import { hasPermission, type Person } from '@/lib/auth/role';
import type { Theme } from './theme';
import { SignOutEverywhereDialog } from './sign-out-everywhere-dialog';
import { ThemeItems } from './theme-items';

type Props = { readonly person: Person; readonly theme: Theme };

const ITEM = 'flex items-center gap-2 rounded-md px-3 py-2 data-highlighted:bg-sunken';

/** Who is signed in, as what, how the page looks, and the way out. */
export function PersonMenu({ person, theme }: Props) {
  const [leavingAll, setLeavingAll] = useState(false);
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label={`Account menu of ${person.name}`}
          className="inline-flex size-9 shrink-0 items-center justify-center rounded-full border border-line-strong bg-sunken text-xs font-semibold hover:border-muted"
        >
          {initialsOf(person.name)}
        </DropdownMenu.Trigger>
        {/* No portal: inside the header the menu stays within a landmark of the page. */}
        <DropdownMenu.Content
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="z-50 w-64 rounded-lg border border-line bg-surface p-1 shadow-floating"
        >
          <div className="px-3 py-2">
            <p className="truncate font-medium">{person.name}</p>
            <p className="truncate text-xs text-muted">{person.email}</p>
            <p className="mt-1 text-xs text-muted">Role: {roleWords(person)}</p>
          </div>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <ThemeItems initial={theme} />
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          {hasPermission(person.roles, 'manage-people') && (
            <DropdownMenu.Item asChild className={ITEM}>
              <Link href="/people">
                <Users aria-hidden className="size-4 text-muted" /> Signed-in people
              </Link>
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item onSelect={() => setLeavingAll(true)} className={ITEM}>
            <MonitorX aria-hidden className="size-4 text-muted" /> Sign out everywhere
          </DropdownMenu.Item>
          <DropdownMenu.Item
            onSelect={() => void signOut({ callbackUrl: '/signin' })}
            className={ITEM}
          >
            <LogOut aria-hidden className="size-4 text-muted" /> Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      <SignOutEverywhereDialog open={leavingAll} onOpenChange={setLeavingAll} />
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
