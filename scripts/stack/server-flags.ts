/**
 * How Node runs the server. A download passes its bytes through memory that is given back only when
 * the young generation is cleared; with a quarter of the usual size that happens four times as
 * often: an export of 308 MB then held 24 MB at most, was as quick, and held up to 56 with half.
 */
export const SERVER_FLAGS = ['--max-semi-space-size=4'] as const;
