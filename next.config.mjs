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
  // A folder that runs by itself; `npm run build` makes the artifact of it.
  output: 'standalone',
  outputFileTracingRoot: import.meta.dirname,
  // The one icon is served as it is, so the optimizer and its native library stay out.
  images: { unoptimized: true },
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
    // Thousands of acknowledgements. Reading a body costs the process up to a second per megabyte.
    serverActions: { bodySizeLimit: '512kb' },
    // What is read ahead of a request's body for proxy.ts, which reads none of it.
    proxyClientMaxBodySize: '512kb',
  },
};

export default config;
