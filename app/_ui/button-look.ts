export type Variant = 'primary' | 'secondary' | 'ghost' | 'danger';

const VARIANTS: Readonly<Record<Variant, string>> = {
  primary:
    'border-transparent bg-accent-fill text-on-accent hover:bg-accent-fill-strong disabled:border-line disabled:bg-sunken disabled:text-muted',
  secondary: 'border-line-strong bg-surface text-ink hover:bg-sunken disabled:text-muted',
  ghost: 'border-transparent text-ink hover:bg-sunken disabled:text-muted',
  danger:
    'border-transparent bg-bad-fill text-on-accent hover:opacity-90 disabled:border-line disabled:bg-sunken disabled:text-muted disabled:hover:opacity-100',
};

/** The look of a button, for links that act like one. */
export function buttonLook(variant: Variant): string {
  return `inline-flex min-h-9 items-center justify-center gap-2 rounded-md border px-3 py-1.5 text-sm font-medium transition-colors disabled:cursor-not-allowed ${VARIANTS[variant]}`;
}
