/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // These speak to the operating system or load files at run time; bundling them breaks that.
  serverExternalPackages: ['pg', 'pg-boss', 'pino', 'pg-copy-streams'],
};

export default config;
