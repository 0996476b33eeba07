import { AppError } from './app-error';

/** The answer to a person who is not signed in, before a request is read and before a run is stored. */
export function sessionEnded(): AppError {
  return new AppError({
    code: 'not-signed-in',
    message: 'Your session has ended.',
    hint: 'Sign in again. Runs that you started continue.',
  });
}
