import type { ComponentProps } from 'react';
import { LoaderCircle } from 'lucide-react';

type Variant = 'primary' | 'secondary' | 'ghost' | 'danger';

const VARIANTS: Readonly<Record<Variant, string>> = {
  primary:
    'border-transparent bg-accent-fill text-on-accent hover:bg-accent-fill-strong disabled:border-line disabled:bg-sunken disabled:text-muted',
  secondary: 'border-line-strong bg-surface text-ink hover:bg-sunken disabled:text-muted',
  ghost: 'border-transparent text-ink hover:bg-sunken disabled:text-muted',
  danger: 'border-transparent bg-bad-fill text-on-accent hover:opacity-90 disabled:opacity-60',
};

/** The look of a button, for links that act like one. */
export function buttonLook(variant: Variant): string {
  return `inline-flex min-h-9 items-center justify-center gap-2 rounded-md border px-3 py-1.5 text-sm font-medium transition-colors disabled:cursor-not-allowed ${VARIANTS[variant]}`;
}

type Props = ComponentProps<'button'> & {
  readonly variant?: Variant;
  /** Shows that the press was heard; the button cannot be pressed again meanwhile. */
  readonly pending?: boolean;
};

export function Button({
  variant = 'secondary',
  pending = false,
  className = '',
  type = 'button',
  disabled,
  children,
  ...rest
}: Props) {
  return (
    <button
      type={type}
      className={`${buttonLook(variant)} ${className}`}
      disabled={disabled === true || pending}
      aria-busy={pending}
      {...rest}
    >
      {pending && <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />}
      {children}
    </button>
  );
}
