import { scrubSecrets } from '@/lib/log/scrub-secrets';

/**
 * Text as the history's search box finds it. Scrubbed here and not only on its way into the
 * database, because in lower case a secret no longer looks like one.
 */
export function searchable(text: string): string {
  return scrubSecrets(text).toLowerCase();
}
