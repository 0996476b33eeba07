/** Any site: only whether the path stays on it matters. */
const HERE = 'http://here.invalid';

/** Where to go after sign-in: a path of this site, never another site. */
export function returnPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/') || !URL.canParse(wanted, HERE)) return '/';
  // Read as a browser reads it: `//host`, `/\host` and `/<tab>/host` all mean another site, and
  // `/.//host` becomes one when it is sent on.
  const target = new URL(wanted, HERE);
  if (target.origin !== HERE || target.pathname.startsWith('//')) return '/';
  return `${target.pathname}${target.search}${target.hash}`;
}
