/**
 * How Node runs the server. A download passes its bytes through memory that is given back only when
 * the young generation is cleared; with half the usual size that happens twice as often, and an
 * export holds some 20 MB instead of 50.
 */
export const SERVER_FLAGS = ['--max-semi-space-size=8'] as const;
