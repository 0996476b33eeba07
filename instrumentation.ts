/** Next calls this once when the server starts: the worker runs in the same process. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE !== undefined) return;
  const { startBackground } = await import('@/lib/services/start-background');
  startBackground();
  const { keepBooks } = await import('@/lib/services/keep-books');
  keepBooks();
}
