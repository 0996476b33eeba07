/** The number that digits stand for: leading zeros mean nothing, zero is no ticket. */
export function readTicketNumber(digits: string): number | null {
  if (!/^\d+$/.test(digits)) return null;
  const number = Number(digits);
  return number > 0 && Number.isSafeInteger(number) ? number : null;
}
