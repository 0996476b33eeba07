'use client';

import { useEffect } from 'react';
import { Printer } from 'lucide-react';
import { Button } from '@/app/_ui/button';

const PRINT_NOW = '#print';

/** Ctrl+P on a run opens its record: the page itself shows part of it, relative times, folded rows. */
export function PrintKey({ href }: { readonly href: string }) {
  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'p' || !(event.ctrlKey || event.metaKey)) return;
      if (event.shiftKey || event.altKey) return;
      event.preventDefault();
      window.location.assign(`${href}${PRINT_NOW}`);
    }
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [href]);
  return (
    <p className="hidden print:block">
      This printout of the page is not complete. The whole record, ready to print: {href}
    </p>
  );
}

/** Opens the browser's print dialog: by itself for a person who came here with Ctrl+P. */
export function PrintButton() {
  useEffect(() => {
    if (window.location.hash !== PRINT_NOW) return;
    window.history.replaceState(window.history.state, '', window.location.pathname);
    window.print();
  }, []);
  return (
    <Button variant="primary" onClick={() => window.print()}>
      <Printer aria-hidden className="size-4" /> Print or save as PDF
    </Button>
  );
}
