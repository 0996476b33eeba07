import { THEME_COOKIE, type Theme } from './theme';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Shows a theme now and remembers it in a cookie, which the server reads: no flash, no script. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
