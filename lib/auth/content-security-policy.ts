type Circumstances = {
  /** New for each answer; only scripts and styles that carry it count. */
  readonly nonce: string;
  /** People reach the dashboard by https. */
  readonly behindTls: boolean;
  /** `next dev` evaluates code to show where it failed; the build never does. */
  readonly development: boolean;
};

/**
 * What a page of ours may load, run and send. Scripts need the nonce; what they load themselves is
 * trusted through them. Style attributes are allowed (components place menus by them), style
 * elements need the nonce as well.
 */
export function buildContentSecurityPolicy(circumstances: Circumstances): string {
  const { nonce, behindTls, development } = circumstances;
  const evaluate = development ? " 'unsafe-eval'" : '';
  const directives = [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    ...(behindTls ? ['upgrade-insecure-requests'] : []),
  ];
  return directives.join('; ');
}

/** The nonce of a policy, for a style element that a page writes itself. */
export function readNonce(policy: string | null): string | undefined {
  return policy === null ? undefined : /'nonce-([^']+)'/.exec(policy)?.[1];
}
