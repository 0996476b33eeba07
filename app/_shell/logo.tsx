/** The mark: a gate with a shutter in it. */
export function Logo({ className = 'size-6' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className}>
      <rect x="1" y="1" width="22" height="22" rx="6" className="fill-accent-fill" />
      <path
        d="M6.5 18V9.5a5.5 5.5 0 0 1 11 0V18"
        fill="none"
        className="stroke-on-accent"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <circle cx="12" cy="14" r="2.5" className="fill-on-accent" />
    </svg>
  );
}
