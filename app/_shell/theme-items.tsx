'use client';

import { useState } from 'react';
import { Check, Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { applyTheme } from './apply-theme';
import { readTheme, THEMES, type Theme } from './theme';

const LOOKS: Readonly<Record<Theme, { readonly icon: LucideIcon; readonly label: string }>> = {
  system: { icon: Monitor, label: 'Theme of the system' },
  light: { icon: Sun, label: 'Light' },
  dark: { icon: Moon, label: 'Dark' },
};

/** The choice of theme inside the account menu. */
export function ThemeItems({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(() => shownTheme(initial));

  function choose(value: string) {
    const chosen = readTheme(value);
    applyTheme(chosen);
    setTheme(chosen);
  }

  return (
    <DropdownMenu.RadioGroup value={theme} onValueChange={choose} aria-label="Theme">
      {THEMES.map((value) => {
        const { icon: Icon, label } = LOOKS[value];
        return (
          <DropdownMenu.RadioItem
            key={value}
            value={value}
            onSelect={(event) => event.preventDefault()}
            className="flex items-center gap-2 rounded-md px-3 py-2 data-highlighted:bg-sunken"
          >
            <Icon aria-hidden className="size-4 text-muted" />
            <span className="flex-1">{label}</span>
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden className="size-4" />
            </DropdownMenu.ItemIndicator>
          </DropdownMenu.RadioItem>
        );
      })}
    </DropdownMenu.RadioGroup>
  );
}

/** The menu is made anew each time it opens; the page knows better than the cookie of its load. */
function shownTheme(initial: Theme): Theme {
  if (typeof document === 'undefined') return initial;
  return readTheme(document.documentElement.dataset.theme);
}
