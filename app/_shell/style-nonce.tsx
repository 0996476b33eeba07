'use client';

import { useEffect } from 'react';

declare global {
  // The name under which the library behind our dialogs (react-style-singleton) looks for it.
  var __webpack_nonce__: string | undefined;
}

/** Hands the page's nonce on to dialogs, which add a style element while they are open. */
export function StyleNonce() {
  useEffect(() => {
    globalThis.__webpack_nonce__ =
      document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
  }, []);
  return null;
}
