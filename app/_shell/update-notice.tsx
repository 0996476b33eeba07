'use client';

import { usePageOutdated } from '@/app/_queries/release';
import { ReloadButton } from '@/app/_ui/button';
import { Notice } from '@/app/_ui/notice';

/** Shown on every page that an older release made, as soon as an answer of a newer one says so. */
export function UpdateNotice() {
  if (!usePageOutdated()) return null;
  return (
    <div className="mx-auto max-w-7xl px-4 pt-4">
      <Notice tone="attention" title="Snapgate was updated. Reload." urgent>
        <p>Your acknowledgements are saved. Runs in progress continue.</p>
        <ReloadButton />
      </Notice>
    </div>
  );
}
