'use client';

import { useId, useState, useSyncExternalStore, type ReactNode } from 'react';
import {
  Clock,
  LogOut,
  type LucideIcon,
  Monitor,
  MonitorX,
  Moon,
  PauseCircle,
  Sun,
  Users,
} from 'lucide-react';
import Link from 'next/link';
import { useCommand } from '@/app/_queries/use-command';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { chooseZone, readZone, subscribeToZone, type Zone, ZONES } from '@/app/_ui/time-zone';
import { signOutEverywhere } from '@/app/actions/sign-out-everywhere';
import { hasPermission, type Person } from '@/lib/auth/role';
import { signOut } from './sign-in';
import { applyTheme, type Theme, THEMES } from './theme';

const ITEM =
  'flex w-full items-center gap-2 rounded-md px-3 py-2 text-left hover:bg-sunken -outline-offset-2';

type Props = {
  readonly person: Person;
  readonly theme: Theme;
  readonly onClose: () => void;
  readonly onSignOutEverywhere: () => void;
};

/** How the page looks, what an admin can open, and the way out. */
export function MenuItems({ person, theme, onClose, onSignOutEverywhere }: Props) {
  return (
    <>
      <ThemeChoice initial={theme} />
      <ZoneChoice />
      <Group>
        {hasPermission(person.roles, 'manage-people') && (
          <Link href="/people" onClick={onClose} className={ITEM}>
            <Users aria-hidden className="size-4 text-muted" /> Signed-in people
          </Link>
        )}
        {hasPermission(person.roles, 'set-passive-mode') && (
          <Link href="/passive" onClick={onClose} className={ITEM}>
            <PauseCircle aria-hidden className="size-4 text-muted" /> Passive mode
          </Link>
        )}
        <button type="button" onClick={onSignOutEverywhere} className={ITEM}>
          <MonitorX aria-hidden className="size-4 text-muted" /> Sign out everywhere
        </button>
        <button type="button" onClick={() => void signOut()} className={ITEM}>
          <LogOut aria-hidden className="size-4 text-muted" /> Sign out
        </button>
      </Group>
    </>
  );
}

function Group({ children }: { readonly children: ReactNode }) {
  return <div className="mt-1 border-t border-line pt-1">{children}</div>;
}

type ChoiceProps<Value extends string> = {
  readonly legend: string;
  readonly values: readonly Value[];
  readonly chosen: Value;
  readonly labels: Readonly<Record<Value, { readonly icon: LucideIcon; readonly label: string }>>;
  readonly onChoose: (value: Value) => void;
};

/** One of several values; the arrow keys choose, as in every group of radio buttons. */
function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className="mt-1 border-t border-line pt-1">
      <legend className="sr-only">{props.legend}</legend>
      {props.values.map((value) => {
        const { icon: Icon, label } = props.labels[value];
        return (
          <label key={value} className={`${ITEM} cursor-pointer`}>
            <Icon aria-hidden className="size-4 text-muted" />
            <span className="flex-1">{label}</span>
            <input
              type="radio"
              name={name}
              value={value}
              checked={props.chosen === value}
              onChange={() => props.onChoose(value)}
              className="size-4"
            />
          </label>
        );
      })}
    </fieldset>
  );
}

const LOOKS: Readonly<Record<Theme, { readonly icon: LucideIcon; readonly label: string }>> = {
  system: { icon: Monitor, label: 'System theme' },
  light: { icon: Sun, label: 'Light' },
  dark: { icon: Moon, label: 'Dark' },
};

function ThemeChoice({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(initial);

  function choose(value: Theme) {
    applyTheme(value);
    setTheme(value);
  }

  return <Choice legend="Theme" values={THEMES} chosen={theme} labels={LOOKS} onChoose={choose} />;
}

const ZONE_LABELS: ChoiceProps<Zone>['labels'] = {
  utc: { icon: Clock, label: 'Times in UTC' },
  local: { icon: Clock, label: 'Times in my time zone' },
};

/** In which zone times are shown; kept in this browser, which the server does not know. */
function ZoneChoice() {
  const zone = useSyncExternalStore(subscribeToZone, readZone, () => 'utc' as const);
  return (
    <Choice
      legend="Time zone"
      values={ZONES}
      chosen={zone}
      labels={ZONE_LABELS}
      onChoose={chooseZone}
    />
  );
}

type SignOutEverywhereDialogProps = { readonly onOpenChange: (open: boolean) => void };

/** For a lost laptop, or a browser that was left open somewhere. */
export function SignOutEverywhereDialog({ onOpenChange }: SignOutEverywhereDialogProps) {
  const { pending, problem, send } = useCommand();

  return (
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title="Sign out of every browser?"
      description="You are signed out immediately, here and everywhere else. Runs that you started continue."
      action="Sign out of every browser"
      pending={pending}
      onConfirm={() => void send(signOutEverywhere, signOut)}
    >
      {problem !== null && (
        <div className="mt-4">
          <ProblemPanel problem={problem} consequence="You may still be signed in elsewhere." />
        </div>
      )}
    </ConfirmDialog>
  );
}
