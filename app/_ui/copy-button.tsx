'use client';

import { useEffect, useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { announce } from './announcer';
import { copyText } from './copy-text';

const SHOWN_MS = 1500;

type Props = { readonly text: string };

/** Copies an id with one click and shows for a moment that it did. */
export function CopyButton({ text }: Props) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    const done = await copyText(text);
    setCopied(done);
    announce(done ? `Copied ${text}` : `The browser did not allow copying ${text}`);
  }

  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={`Copy ${text}`}
      title={copied ? 'Copied' : `Copy ${text}`}
      className="no-print inline-flex size-6 shrink-0 items-center justify-center rounded text-muted hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden className={`size-3.5 ${copied ? 'text-good' : ''}`} />
    </button>
  );
}
