'use client';

import { lazyPart } from '@/app/_ui/lazy-part';

/** Loaded with every run's page, so what it shows is loaded only where it is shown. */
export default lazyPart(() => import('@/app/_run/run-problem').then((file) => file.RunNotFound));
