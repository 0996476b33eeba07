'use client';

import { useEffect, useEffectEvent } from 'react';

const TYPING = 'input, textarea, select, [contenteditable="true"]';

/** A key of the whole page: not while a person types, and not below an open dialog or menu. */
export function usePageKey(key: string, press: () => void): void {
  const onPress = useEffectEvent(press);
  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
      if (document.querySelector('dialog[open], :popover-open') !== null) return;
      event.preventDefault();
      onPress();
    }
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [key]);
}
