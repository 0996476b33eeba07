// On every answer; what differs from answer to answer (the policy's nonce) is made in proxy.ts.
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()',
};

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks the types of everything; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // These speak to the operating system or load files at run time; bundling them breaks that.
  serverExternalPackages: ['pg', 'pg-boss', 'pino', 'pg-copy-streams'],
  headers: async () => [
    {
      source: '/:path*',
      headers: Object.entries(HEADERS).map(([key, value]) => ({ key, value })),
    },
  ],
  experimental: {
    serverActions: { bodySizeLimit: '1mb' },
    // What is read ahead of a request's body for proxy.ts, which reads none of it.
    proxyClientMaxBodySize: '1mb',
  },
};

export default config;
