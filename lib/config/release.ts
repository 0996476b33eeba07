/** Every answer names the release that gave it, so that a page of an older one can tell. */
export const RELEASE_HEADER = 'x-snapgate-release';

/** The release of this process; `npm run build` sets it. */
export function releaseId(): string {
  return process.env.NEXT_DEPLOYMENT_ID || 'development';
}
