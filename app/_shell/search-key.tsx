'use client';

import { useRouter } from 'next/navigation';
import { usePageKey } from './use-page-key';

/** `/` puts the focus into the page's search box; a page without one leads to the lookup. */
export function SearchKey() {
  const router = useRouter();

  usePageKey('/', () => {
    const box = findSearchBox();
    if (box === null) return router.push('/');
    box.focus();
    box.select();
  });

  return null;
}

/** The first search box that can be seen; the header's is hidden on small screens. */
function findSearchBox(): HTMLInputElement | null {
  const boxes = document.querySelectorAll<HTMLInputElement>('input[data-search-box]');
  return [...boxes].find((box) => box.offsetParent !== null) ?? null;
}
