/** What next-auth's error code on the sign-in page means for a person. Unknown codes have a sentence too. */
export function signInProblem(code: string | null): string | null {
  switch (code) {
    case null:
      return null;
    case 'AccessDenied':
      return 'The sign-in was refused by single sign-on. Ask your single sign-on administrator for access.';
    case 'SessionRequired':
      return 'Your session has ended. Sign in again to continue.';
    case 'OAuthSignin':
      return 'Single sign-on could not be reached. Try again. If the problem persists, contact your single sign-on administrator.';
    case 'TooManySignIns':
      return 'Too many sign-ins from your network. Wait a minute, then try again.';
    default:
      return 'The sign-in did not finish. Try again. If the problem persists, contact your Snapgate administrator.';
  }
}
