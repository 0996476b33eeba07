import type { ComponentProps } from 'react';
import { LoaderCircle } from 'lucide-react';
import { buttonLook, type Variant } from './button-look';

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

/** For a page that an older release made. */
export function ReloadButton() {
  return <Button onClick={() => window.location.reload()}>Reload</Button>;
}
