'use client';

import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Button } from './button';

type Props = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: string;
  /** Says what the press does, with numbers. Never "OK". */
  readonly action: string;
  readonly actionVariant?: 'primary' | 'danger';
  readonly pending: boolean;
  /** Something that the dialog asks for is not there yet. */
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
  readonly children?: ReactNode;
};

/** Repeats what will happen before it does. Escape, the scrim and "Go back" all leave it undone. */
export function ConfirmDialog({ open, ...rest }: Props) {
  return open ? <OpenDialog {...rest} /> : null;
}

/** The browser's own modal dialog keeps the focus inside, and gives it back when it closes. */
function OpenDialog(props: Omit<Props, 'open'>) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useModal(dialog);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-description`}
      onCancel={(event) => {
        event.preventDefault();
        props.onOpenChange(false);
      }}
      {...CLOSED_BY_ANY}
      className="fixed inset-x-3 top-auto bottom-3 z-50 mx-auto w-auto max-w-lg rounded-xl border border-line bg-surface text-ink shadow-floating backdrop:bg-scrim sm:inset-0 sm:m-auto sm:h-fit sm:w-full"
    >
      <div className="flex max-h-[85dvh] flex-col">
        <div className="overflow-y-auto p-5">
          <h2 id={`${id}-title`} className="text-base font-semibold text-balance">
            {props.title}
          </h2>
          <p id={`${id}-description`} className="mt-1 text-pretty text-muted">
            {props.description}
          </p>
          {props.children}
        </div>
        <div className="flex flex-col-reverse gap-2 border-t border-line p-4 sm:flex-row sm:justify-end">
          <Button variant="secondary" onClick={() => props.onOpenChange(false)}>
            Go back
          </Button>
          <Button
            variant={props.actionVariant ?? 'primary'}
            pending={props.pending}
            disabled={props.disabled}
            onClick={props.onConfirm}
          >
            {props.action}
          </Button>
        </div>
      </div>
    </dialog>
  );
}

// A press on the scrim cancels. React's types do not know the attribute yet.
const CLOSED_BY_ANY = { closedby: 'any' } as object;

/** Open as long as it is in the page. Closing it first is what gives the focus back. */
function useModal(dialog: { readonly current: HTMLDialogElement | null }): void {
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, [dialog]);
}
