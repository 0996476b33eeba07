import type { Ticket } from '@/lib/ticket/ticket';
import { createFinding } from './create-finding';
import type { Finding, PolicyCode } from './plan';
import type { Policy } from './policy';

/** What the service desk's rules have to say about this ticket at this moment. */
export function listPolicyFindings(ticket: Ticket, policy: Policy, now: Date): readonly Finding[] {
  const broken = [
    checkClosed(ticket),
    checkApproval(ticket),
    checkPlannedWindow(ticket, now),
    checkBlackoutWindow(ticket, now),
  ].filter((rule) => rule !== null);
  return broken.flatMap((rule) => {
    const level = policy[rule.code];
    if (level === 'off') return [];
    const block = level === 'block';
    // A rule of the service desk may be broken in an emergency, with a name and a reason.
    const weight = { severity: block ? 'block' : 'warning', overridable: block } as const;
    return [createFinding({ ...rule, ...weight, subject: ticket.reference })];
  });
}

type BrokenRule = {
  readonly code: PolicyCode;
  readonly message: string;
  readonly hint: string;
};

/** Work on a closed ticket is work nobody expects any more. */
function checkClosed({ reference, status }: Ticket): BrokenRule | null {
  if (!status.closed) return null;
  return {
    code: 'ticket-closed',
    message: `${reference} is closed (status “${status.label}”).`,
    hint: 'Check the number. If the work is still to be done, reopen the ticket first.',
  };
}

/** A change that nobody approved should wait; tickets without an approval have nothing to wait for. */
function checkApproval({ reference, approval }: Ticket): BrokenRule | null {
  if (approval === null || approval.approved) return null;
  return {
    code: 'ticket-not-approved',
    message: `${reference} is not approved (approval “${approval.label}”).`,
    hint: 'Ask for the approval in Freshservice and look the ticket up again.',
  };
}

/** The change was announced for another time. A missing end leaves that side open. */
function checkPlannedWindow(ticket: Ticket, now: Date): BrokenRule | null {
  const { reference, plannedStartAt, plannedEndAt } = ticket;
  const early = plannedStartAt !== null && now.getTime() < Date.parse(plannedStartAt);
  const late = plannedEndAt !== null && now.getTime() > Date.parse(plannedEndAt);
  if (!early && !late) return null;
  const window = describeWindow(plannedStartAt, plannedEndAt);
  return {
    code: 'outside-planned-window',
    message: `${early ? 'It is before' : 'It is after'} the planned window of ${reference} (${window}).`,
    hint: early ? 'Wait for the window, or have it moved.' : 'Have the window of the ticket moved.',
  };
}

/** Somebody asked for quiet. A window without any time says nothing about now. */
function checkBlackoutWindow({ blackoutWindow }: Ticket, now: Date): BrokenRule | null {
  if (blackoutWindow === null) return null;
  const { name, startAt, endAt } = blackoutWindow;
  if (startAt === null && endAt === null) return null;
  if (startAt !== null && now.getTime() < Date.parse(startAt)) return null;
  if (endAt !== null && now.getTime() > Date.parse(endAt)) return null;
  const called = name === null ? '' : ` “${name}”`;
  return {
    code: 'inside-blackout-window',
    message: `It is inside the blackout window${called} (${describeWindow(startAt, endAt)}).`,
    hint: 'Wait for its end, or ask whoever declared it.',
  };
}

function describeWindow(startAt: string | null, endAt: string | null): string {
  const start = startAt === null ? 'no start' : describeMinute(startAt);
  return `${start} to ${endAt === null ? 'no end' : describeMinute(endAt)}`;
}

/** `2026-11-24 18:59 UTC`: these sentences stand in the log, Slack and the CSV as well. */
function describeMinute(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
