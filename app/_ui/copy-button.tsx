'use client';

import { useEffect, useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { announce } from './announcer';

const SHOWN_MS = 1500;

type Props = {
  readonly text: string;
  /** What it copies, where the text is too long to be read out. */
  readonly what?: string;
  /** Makes it a button with words, in the tab order. */
  readonly label?: string;
};

/** Copies an id with one click and shows for a moment that it did. */
export function CopyButton({ text, what = text, label }: Props) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    const done = await copyText(text);
    setCopied(done);
    announce(done ? `Copied ${what}` : `The browser did not allow copying ${what}`);
  }

  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      // Out of the tab order, which would otherwise have a stop per id; the arrow keys reach it.
      tabIndex={label === undefined ? -1 : undefined}
      onClick={() => void copy()}
      aria-label={label === undefined ? `Copy ${what}` : undefined}
      title={copied ? 'Copied' : `Copy ${what}`}
      className={`no-print inline-flex shrink-0 items-center justify-center gap-1 rounded hover:bg-sunken ${label === undefined ? 'size-6 text-muted hover:text-ink' : 'px-1 py-0.5 font-medium text-accent'}`}
    >
      <Icon aria-hidden className={`size-3.5 ${copied ? 'text-good' : ''}`} />
      {label}
    </button>
  );
}

/**
 * Puts text on the clipboard. The clipboard API exists only on https and localhost; an internal
 * tool is also reached by plain http, where the older command still works.
 */
async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyBySelection(text);
    }
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  const focused = document.activeElement;
  field.value = text;
  field.setAttribute('readonly', '');
  field.className = 'sr-only';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}

/** A command ready to copy; it may be as long as what AWS sends. */
export function CopyableCommand({ command }: { readonly command: string }) {
  return (
    <div className="mt-1 flex max-w-prose items-start gap-1 rounded-md bg-sunken p-2">
      <code className="max-h-24 min-w-0 overflow-y-auto text-xs break-all" tabIndex={0}>
        {command}
      </code>
      <CopyButton text={command} what="the command" />
    </div>
  );
}

type CopyableIdProps = {
  readonly id: string;
  /** Where the thing lives, such as its page in the AWS console. */
  readonly href?: string | undefined;
  /** What the link opens, for people who cannot see where it leads. */
  readonly opens?: string | undefined;
};

/** An id in monospace that links to where the thing lives and can be copied with one click. */
export function CopyableId({ id, href, opens }: CopyableIdProps) {
  return (
    <span className="inline-flex max-w-full items-center gap-0.5 font-mono text-xs leading-6">
      {href === undefined ? (
        <span className="min-w-0 break-all">{id}</span>
      ) : (
        <a
          href={href}
          target="_blank"
          rel="noreferrer"
          title={opens}
          className="min-w-0 break-all text-ink underline decoration-line-strong underline-offset-2 hover:text-accent hover:decoration-accent"
        >
          {id}
        </a>
      )}
      <CopyButton text={id} />
    </span>
  );
}
