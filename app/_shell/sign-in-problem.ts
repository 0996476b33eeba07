/** What next-auth's error code on the sign-in page means for a person. Unknown codes have a sentence too. */
export function signInProblem(code: string | null): string | null {
  switch (code) {
    case null:
      return null;
    case 'AccessDenied':
      return 'The sign-in was refused by single sign-on. Ask the people who run it for access.';
    case 'SessionRequired':
      return 'Your session has ended. Sign in again to go on.';
    case 'OAuthSignin':
      return 'Single sign-on could not be reached. Try again; if it stays, tell the people who run it.';
    case 'TooManySignIns':
      return 'Too many sign-ins from your network. Wait a minute, then try again.';
    default:
      return 'The sign-in did not finish. Try again; if it stays, tell the people who run Snapgate.';
  }
}
