'use client';

import { useState } from 'react';
import { lazyPart } from '@/app/_ui/lazy-part';
import { usePageKey } from './use-page-key';

const KeyList = lazyPart(() => import('./key-list').then((file) => file.KeyList));

/** `?` shows which keys there are. */
export function KeyHelp() {
  const [shown, setShown] = useState(false);
  usePageKey('?', () => setShown(true));
  return shown && <KeyList onClose={() => setShown(false)} />;
}
