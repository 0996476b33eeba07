/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks the types of everything; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // These speak to the operating system or load files at run time; bundling them breaks that.
  serverExternalPackages: ['pg', 'pino', 'pg-copy-streams'],
};

export default config;
