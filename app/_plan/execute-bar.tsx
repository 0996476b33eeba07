import type { ReactNode } from 'react';
import { Camera } from 'lucide-react';
import { Button } from '@/app/_ui/button';

type Props = {
  /** What the press will do, with numbers. */
  readonly action: string;
  /** Why it cannot be pressed now, in words; null when it can. */
  readonly obstacle: string | null;
  readonly note: string;
  readonly pending: boolean;
  readonly onPress: () => void;
};

/** The one primary action of the page, always in the same place. */
export function ExecuteBar({ action, obstacle, note, pending, onPress }: Props) {
  return (
    <BottomBar>
      <p id="execute-note" className="min-w-0 text-pretty text-muted">
        {obstacle ?? note}
      </p>
      <Button
        variant="primary"
        className="min-h-10 px-4 sm:shrink-0"
        disabled={obstacle !== null}
        pending={pending}
        aria-describedby="execute-note"
        onClick={onPress}
      >
        {!pending && <Camera aria-hidden className="size-4 shrink-0" />}
        {action}
      </Button>
    </BottomBar>
  );
}

/** In the place of the button for people who may look but not execute. */
export function ViewerBar({ roles }: { readonly roles: readonly string[] }) {
  return (
    <BottomBar>
      <p className="min-w-0 text-pretty text-muted">
        You can look, but not take snapshots: your role is {roles.join(', ')}. Ask the people who
        run Snapgate for the operator role if this is your change.
      </p>
    </BottomBar>
  );
}

function BottomBar({ children }: { readonly children: ReactNode }) {
  return (
    <section
      aria-label="Execute"
      className="no-print sticky bottom-0 z-20 -mx-4 flex flex-col justify-between gap-x-6 gap-y-2 border-t border-line bg-surface px-4 py-3 shadow-floating sm:mx-0 sm:mb-4 sm:flex-row sm:items-center sm:rounded-lg sm:border"
    >
      {children}
    </section>
  );
}
