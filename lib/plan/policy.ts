import type { PolicyCode } from './plan';

/**
 * What the service desk's rules come to in this deployment. A block can be overridden by a role
 * named for it, with a written reason.
 */
export type Policy = Readonly<Record<PolicyCode, 'off' | 'warn' | 'block'>>;

export const DEFAULT_POLICY: Policy = {
  'ticket-closed': 'warn',
  'ticket-not-approved': 'warn',
  'outside-planned-window': 'warn',
  'inside-blackout-window': 'warn',
};
