/** Where to go after sign-in: a path of this site, never another site. */
export function returnPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/')) return '/';
  // Browsers read `//host` and `/\host` as another site.
  return /^\/[/\\]/.test(wanted) ? '/' : wanted;
}
