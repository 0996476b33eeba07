/**
 * The name under which a role is assumed, so that CloudTrail shows a person: the agent's e-mail in
 * the alphabet AWS allows (`A-Z a-z 0-9 _ + = , . @ -`), 2 to 64 characters.
 */
export function buildSessionName(email: string): string {
  const allowed = email.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  // One character is below AWS's minimum, and an empty one would fail every call of the agent.
  return allowed.length >= 2 ? allowed : `snapgate-${allowed}`;
}
