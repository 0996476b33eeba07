/** Set by proxy.ts for each request: path and query that were asked for, to come back to. */
export const PATH_HEADER = 'x-snapgate-path';
