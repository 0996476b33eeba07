import type { ReactNode } from 'react';
import { Camera } from 'lucide-react';
import { Button } from '@/app/_ui/button';

type Props = {
  /** What the press will do, with numbers. */
  readonly action: string;
  /** Why it cannot be pressed now, in words; null when it can. */
  readonly obstacle: string | null;
  /** The obstacle is warnings that are not acknowledged: the way to them. */
  readonly lacksAcknowledgements: boolean;
  readonly note: string;
  readonly pending: boolean;
  /** A press is near. */
  readonly onApproach: () => void;
  readonly onPress: () => void;
};

/** The one primary action of the page, always in the same place. */
export function ExecuteBar(props: Props) {
  const { action, obstacle, lacksAcknowledgements, note, pending, onApproach, onPress } = props;
  return (
    <BottomBar>
      <p id="execute-note" className="min-w-0 text-pretty text-muted">
        {obstacle ?? note}
        {lacksAcknowledgements && (
          <>
            {' '}
            <a href="#warnings" className="font-medium text-accent underline">
              Review the warnings
            </a>
          </>
        )}
      </p>
      <Button
        variant="primary"
        className="min-h-10 px-4 sm:shrink-0"
        disabled={obstacle !== null}
        pending={pending}
        aria-describedby="execute-note"
        onPointerEnter={onApproach}
        onFocus={onApproach}
        onClick={onPress}
      >
        {!pending && <Camera aria-hidden className="size-4 shrink-0" />}
        {action}
      </Button>
    </BottomBar>
  );
}

/** In the place of the button while something must be fixed first: leads to what that is. */
export function FixBar({ action, note }: Pick<Props, 'action' | 'note'>) {
  function showProblems() {
    const problems = document.getElementById('problems');
    if (problems === null) return;
    problems.tabIndex = -1;
    problems.focus({ preventScroll: true });
    problems.scrollIntoView({ block: 'start' });
  }
  return (
    <BottomBar>
      <p className="min-w-0 text-pretty text-muted">{note}</p>
      <Button variant="primary" className="min-h-10 px-4 sm:shrink-0" onClick={showProblems}>
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
        View only: your role is {roles.join(', ')}. To take snapshots, ask your Snapgate
        administrator for the operator role.
      </p>
    </BottomBar>
  );
}

function BottomBar({ children }: { readonly children: ReactNode }) {
  return (
    <section
      aria-label="Take snapshots"
      className="no-print sticky bottom-0 z-20 -mx-4 flex flex-col justify-between gap-x-6 gap-y-2 border-t border-line bg-surface px-4 py-3 shadow-floating sm:mx-0 sm:mb-4 sm:flex-row sm:items-center sm:rounded-lg sm:border"
    >
      {children}
    </section>
  );
}
