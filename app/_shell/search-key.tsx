'use client';

import { useEffect } from 'react';
import { useRouter } from 'next/navigation';

const TYPING = 'input, textarea, select, [contenteditable="true"]';

/** `/` puts the focus into the page's search box; a page without one leads to the look-up. */
export function SearchKey() {
  const router = useRouter();

  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      event.preventDefault();
      const box = findSearchBox();
      if (box === null) router.push('/');
      else {
        box.focus();
        box.select();
      }
    }
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [router]);

  return null;
}

/** The first search box that can be seen; the header's is hidden on small screens. */
function findSearchBox(): HTMLInputElement | null {
  const boxes = document.querySelectorAll<HTMLInputElement>('input[data-search-box]');
  return [...boxes].find((box) => box.offsetParent !== null) ?? null;
}
