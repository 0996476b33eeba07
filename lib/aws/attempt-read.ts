import { AppError } from '@/lib/errors/app-error';
import type { EnvironmentInventory } from '@/lib/plan/inventory';

export type Problem = EnvironmentInventory['problems'][number];

export type Attempt<T> = { readonly value: T; readonly problems: readonly Problem[] };

/** What could not be read is a problem of the environment, not an end to everything else. */
export async function attemptRead<T>(pending: Promise<T>, otherwise: T): Promise<Attempt<T>> {
  try {
    return { value: await pending, problems: [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const code = error.code === 'aws-denied' ? 'environment-denied' : 'environment-unreachable';
    const problem: Problem = { code, message: error.message, hint: error.hint };
    return { value: otherwise, problems: [problem] };
  }
}
