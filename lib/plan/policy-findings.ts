import type { SignOff, Ticket } from '@/lib/ticket/ticket';
import { createFinding, formatMinute } from './finding';
import type { Finding, PolicyCode } from './plan';

/** The people of a change, as far as the rules ask. */
type People = {
  /** Who requested and approved it; null or absent: not read. */
  readonly signOff?: SignOff | null;
  readonly agentEmail: string;
};

/** Everything about the ticket itself. `people` is null for a person who only looks. */
export function listTicketFindings(
  ticket: Ticket,
  now: Date,
  policy: Policy = DEFAULT_POLICY,
  people: People | null = null,
): readonly Finding[] {
  return [
    ...listDiscardFindings(ticket),
    ...listUnknownFieldFindings(ticket),
    ...listPolicyFindings(ticket, now, policy, people),
  ];
}

/** What is in the trash or marked as spam is not a change anybody waits for; no rule lifts this. */
function listDiscardFindings({ reference, discarded = null }: Ticket): readonly Finding[] {
  if (discarded === null) return [];
  const deleted = discarded === 'deleted';
  return [
    createFinding({
      code: deleted ? 'ticket-deleted' : 'ticket-spam',
      subject: reference,
      severity: 'block',
      message: deleted
        ? `${reference} is in the trash in Freshservice.`
        : `${reference} is marked as spam in Freshservice.`,
      hint: deleted
        ? 'Check the number. If the work still has to be done, restore the ticket first.'
        : 'Check the number. If it is not spam, unmark it in Freshservice first.',
    }),
  ];
}

/** A rule about a field that is not understood was not checked, and says so. */
function listUnknownFieldFindings({ reference, unknownFields = [] }: Ticket): readonly Finding[] {
  return unknownFields.map(({ field, found }) =>
    createFinding({
      code: 'ticket-field-unknown',
      subject: `${reference}:${field}`,
      severity: 'warning',
      message: `Freshservice sent ${field} of ${reference} as “${found}”, which Snapgate does not understand. What depends on it was not checked.`,
      hint: 'Check the field in Freshservice. Acknowledge this to continue without it.',
    }),
  );
}

/** What the change policies have to say about this ticket at this moment. */
function listPolicyFindings(
  ticket: Ticket,
  now: Date,
  policy: Policy,
  people: People | null,
): readonly Finding[] {
  const broken = [
    ...(people === null ? [] : checkFourEyes(ticket, people)),
    checkClosed(ticket),
    checkApproval(ticket),
    checkPlannedWindow(ticket, now),
    checkBlackoutWindow(ticket, now),
  ].filter((rule) => rule !== null);
  return broken.flatMap((rule, index) => {
    const level = policy[rule.code];
    if (level === 'off') return [];
    const block = level === 'block';
    // A change policy may be broken in an emergency, with a name and a reason.
    const weight = { severity: block ? 'block' : 'warning', overridable: block } as const;
    const twin = broken.findIndex(({ code }) => code === rule.code) < index;
    const subject = twin ? `${ticket.reference}:2` : ticket.reference;
    return [createFinding({ ...rule, ...weight, subject })];
  });
}

type BrokenRule = {
  readonly code: PolicyCode;
  readonly message: string;
  readonly hint: string;
};

/** No one expects work on a closed ticket. */
function checkClosed({ reference, status }: Ticket): BrokenRule | null {
  if (!status.closed) return null;
  return {
    code: 'ticket-closed',
    message: `${reference} is closed (status “${status.label}”).`,
    hint: 'Check the number. If the work still has to be done, reopen the ticket first.',
  };
}

/** A change that no one approved should wait; tickets without an approval have nothing to wait for. */
function checkApproval({ reference, approval }: Ticket): BrokenRule | null {
  if (approval === null || approval.approved) return null;
  return {
    code: 'ticket-not-approved',
    message: `${reference} is not approved (approval “${approval.label}”).`,
    hint: 'Get the approval in Freshservice, then refresh.',
  };
}

/** The change was announced for another time. A missing end leaves that side open. */
function checkPlannedWindow(ticket: Ticket, now: Date): BrokenRule | null {
  const { reference, plannedStartAt, plannedEndAt } = ticket;
  const early = plannedStartAt !== null && now.getTime() < Date.parse(plannedStartAt);
  const late = plannedEndAt !== null && now.getTime() > Date.parse(plannedEndAt);
  if (!early && !late) return null;
  const window = formatWindow(plannedStartAt, plannedEndAt);
  return {
    code: 'outside-planned-window',
    message: `The planned window of ${reference} ${early ? 'has not started' : 'has ended'} (${window}).`,
    hint: early
      ? 'Wait for the window to start, or change it in Freshservice.'
      : 'Change the planned window in Freshservice.',
  };
}

/** Someone asked for quiet. A window without any time says nothing about now. */
function checkBlackoutWindow({ blackoutWindow }: Ticket, now: Date): BrokenRule | null {
  if (blackoutWindow === null) return null;
  const { name, startAt, endAt } = blackoutWindow;
  if (startAt === null && endAt === null) return null;
  if (startAt !== null && now.getTime() < Date.parse(startAt)) return null;
  if (endAt !== null && now.getTime() > Date.parse(endAt)) return null;
  const called = name === null ? '' : ` “${name}”`;
  return {
    code: 'inside-blackout-window',
    message: `The blackout window${called} is in effect (${formatWindow(startAt, endAt)}).`,
    hint: 'Wait until it ends, or contact the team that set it.',
  };
}

function formatWindow(startAt: string | null, endAt: string | null): string {
  const start = startAt === null ? 'no start' : formatMinute(startAt);
  return `${start} to ${endAt === null ? 'no end' : formatMinute(endAt)}`;
}

/** Four eyes: the agent did not request the change, and another person approved it. */
function checkFourEyes(
  { reference }: Ticket,
  { signOff = null, agentEmail }: People,
): readonly BrokenRule[] {
  // Incidents and problems are not approved in this sense.
  if (!reference.startsWith('CHN-')) return [];
  const agent = agentEmail.toLowerCase();
  if (!agent.includes('@')) {
    return [unknown(`${agentEmail} has no verified email address to compare with ${reference}.`)];
  }
  return [
    ...checkRequester(reference, signOff, agent),
    ...checkApprovers(reference, signOff, agent),
  ];
}

function checkRequester(
  reference: string,
  signOff: SignOff | null,
  agent: string,
): readonly BrokenRule[] {
  const requester = signOff?.requester ?? null;
  if (requester === null) return [unknown(`The requester of ${reference} is unknown.`)];
  if (!requester.includes(agent)) return [];
  return [
    {
      code: 'four-eyes-requester',
      message: `${agent} requested ${reference} and must not also execute it.`,
      hint: 'Ask another operator to execute it.',
    },
  ];
}

function checkApprovers(
  reference: string,
  signOff: SignOff | null,
  agent: string,
): readonly BrokenRule[] {
  const approvals = signOff?.approvals ?? null;
  if (approvals === null) return [unknown(`The approvals of ${reference} could not be read.`)];
  const given = approvals.filter(({ approved }) => approved);
  if (given.some(({ approver }) => approver !== null && !approver.includes(agent))) return [];
  const stranger = given.find(({ approver }) => approver === null);
  if (stranger !== undefined) {
    const named = stranger.name === null ? 'A person' : `“${stranger.name}”`;
    return [unknown(`${named} approved ${reference}, but their email address is unknown.`)];
  }
  const only = given.length === 0 ? '' : ` The only approval is from ${agent}.`;
  return [
    {
      code: 'four-eyes-approval',
      message: `No other person has approved ${reference}.${only}`,
      hint: 'Get approval from another person in Freshservice, then refresh.',
    },
  ];
}

function unknown(message: string): BrokenRule {
  return {
    code: 'four-eyes-unknown',
    message,
    hint: 'Check the requester and approvers of the change in Freshservice. The API key needs access to requesters and agents.',
  };
}

/**
 * What the change policies come to in this deployment. A block can be overridden by a role
 * named for it, with a written reason.
 */
export type Policy = Readonly<Record<PolicyCode, 'off' | 'warn' | 'block'>>;

export const DEFAULT_POLICY: Policy = {
  'ticket-closed': 'warn',
  'ticket-not-approved': 'warn',
  'outside-planned-window': 'warn',
  'inside-blackout-window': 'warn',
  'four-eyes-requester': 'off',
  'four-eyes-approval': 'off',
  'four-eyes-unknown': 'off',
};
