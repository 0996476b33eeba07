'use client';

import type { ReactNode } from 'react';
import { Dialog } from 'radix-ui';
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
export function ConfirmDialog(props: Props) {
  return (
    <Dialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content className="fixed inset-x-3 bottom-3 z-50 mx-auto flex max-h-[85dvh] max-w-lg flex-col rounded-xl border border-line bg-surface shadow-floating sm:top-1/2 sm:bottom-auto sm:-translate-y-1/2">
          <div className="overflow-y-auto p-5">
            <Dialog.Title className="text-base font-semibold text-balance">
              {props.title}
            </Dialog.Title>
            <Dialog.Description className="mt-1 text-pretty text-muted">
              {props.description}
            </Dialog.Description>
            {props.children}
          </div>
          <div className="flex flex-col-reverse gap-2 border-t border-line p-4 sm:flex-row sm:justify-end">
            <Dialog.Close asChild>
              <Button variant="secondary">Go back</Button>
            </Dialog.Close>
            <Button
              variant={props.actionVariant ?? 'primary'}
              pending={props.pending}
              disabled={props.disabled}
              onClick={props.onConfirm}
            >
              {props.action}
            </Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
