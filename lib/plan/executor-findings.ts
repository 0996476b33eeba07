import type { SignOff, Ticket } from '@/lib/ticket/ticket';
import { createFinding, joinNames } from './finding';
import type { Finding, PlannedStep } from './plan';
import type { BrokenRule } from './policy-findings';

/** The person who would execute the plan, as far as its rules ask. */
export type Executor = {
  /** Environments where this person may not execute, and the groups that may. */
  readonly foreignEnvironments: readonly {
    readonly name: string;
    readonly operators: readonly string[];
  }[];
};

/** Steps in environments that have operators of their own, for a person who is none of them. */
export function listOperatorFindings(
  steps: readonly PlannedStep[],
  { foreignEnvironments }: Executor,
): readonly Finding[] {
  return foreignEnvironments.flatMap(({ name, operators }) => {
    const concerned = steps.filter(({ environment }) => environment === name);
    if (concerned.length === 0) return [];
    const groups = joinNames(operators);
    const what = concerned.length === 1 ? '1 snapshot' : `${concerned.length} snapshots`;
    return [
      createFinding({
        code: 'not-operator',
        subject: name,
        severity: 'block',
        message: `You may not take snapshots in ${name} (${what} of this plan). Its operators are the members of ${groups}.`,
        hint: `Ask a member of ${groups} to execute this ticket, or choose another environment.`,
        taskIds: [...new Set(concerned.flatMap(({ taskIds }) => taskIds))],
        environment: name,
      }),
    ];
  });
}

/** Four eyes: the agent did not request the change, and another person approved it. */
export function checkFourEyes(
  { reference }: Ticket,
  signOff: SignOff | null,
  agentEmail: string,
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
      message: `${agent} requested ${reference} and may not execute it, too.`,
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
  const only = given.length === 0 ? '' : ` The only approval is that of ${agent}.`;
  return [
    {
      code: 'four-eyes-approval',
      message: `No other person has approved ${reference}.${only}`,
      hint: 'Get the approval of another person in Freshservice, then refresh.',
    },
  ];
}

function unknown(message: string): BrokenRule {
  return {
    code: 'four-eyes-unknown',
    message,
    hint: 'Check the people of the change in Freshservice. The API key needs access to requesters and agents.',
  };
}
