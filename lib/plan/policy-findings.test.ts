import { expect, test } from 'vitest';
import { buildInput, buildTicket } from '@/testing/plan-input';
import type { SignOff } from '@/lib/ticket/ticket';
import { buildPlan } from './build-plan';
import { DEFAULT_POLICY } from './policy-findings';

const OTHER = { approved: true, name: 'Greta', approver: ['greta@example.com'] } as const;
const OWN = { approved: true, name: 'Olga', approver: ['olga@example.com'] } as const;
const RITA = ['rita@example.com'];
const FOUR_EYES = {
  ...DEFAULT_POLICY,
  'four-eyes-requester': 'block',
  'four-eyes-approval': 'block',
  'four-eyes-unknown': 'block',
} as const;

function plan(signOff: SignOff | null, agentEmail = 'olga@example.com', policy = FOUR_EYES) {
  const executor = { restrictedEnvironments: [] };
  return buildPlan(buildInput({ signOff, executor, agentEmail, policy }));
}

const codesOf = (...given: Parameters<typeof plan>) =>
  plan(...given).findings.map(({ code }) => code);

test.each<[string, SignOff | null, readonly string[]]>([
  ['another requester, another approver', { requester: RITA, approvals: [OTHER] }, []],
  ['one of two approvals is of another person', { requester: RITA, approvals: [OWN, OTHER] }, []],
  [
    'the agent requested it',
    { requester: OWN.approver, approvals: [OTHER] },
    ['four-eyes-requester'],
  ],
  [
    'under a second address, in capitals there',
    { requester: ['o@example.com', 'olga@example.com'], approvals: [OTHER] },
    ['four-eyes-requester'],
  ],
  ['only the agent approved', { requester: RITA, approvals: [OWN] }, ['four-eyes-approval']],
  ['no approval', { requester: RITA, approvals: [] }, ['four-eyes-approval']],
  [
    'an approval that is not given',
    { requester: RITA, approvals: [{ ...OTHER, approved: false }] },
    ['four-eyes-approval'],
  ],
  [
    'an approver whose address is unknown',
    { requester: RITA, approvals: [OWN, { ...OTHER, approver: null }] },
    ['four-eyes-unknown'],
  ],
  ['an unknown requester', { requester: null, approvals: [OTHER] }, ['four-eyes-unknown']],
  ['approvals that could not be read', { requester: RITA, approvals: null }, ['four-eyes-unknown']],
  ['nothing read', null, ['four-eyes-unknown', 'four-eyes-unknown']],
])('%s', (_, signOff, codes) => {
  expect(codesOf(signOff)).toEqual(codes);
  const { executable } = plan(signOff);
  expect(executable).toBe(codes.length === 0);
});

test('addresses are compared in lower case', () => {
  expect(codesOf({ requester: RITA, approvals: [OWN] }, 'OLGA@Example.com')).toEqual([
    'four-eyes-approval',
  ]);
});

test('an agent without a verified address is unknown, not another person', () => {
  expect(codesOf({ requester: RITA, approvals: [OTHER] }, 'subject-4711')).toEqual([
    'four-eyes-unknown',
  ]);
});

test('two unknown facts are two findings with keys of their own', () => {
  const keys = plan(null).findings.map(({ key }) => key);
  expect(new Set(keys).size).toBe(2);
});

test('off, for a person who only looks, and for incidents, nothing is asked', () => {
  expect(codesOf(null, 'olga@example.com', DEFAULT_POLICY as typeof FOUR_EYES)).toEqual([]);
  const looking = buildPlan(buildInput({ signOff: null, policy: FOUR_EYES }));
  expect(looking.findings).toEqual([]);
  const incident = buildPlan(
    buildInput({
      ticket: buildTicket({ reference: 'INC-1', approval: null }),
      policy: FOUR_EYES,
      executor: { restrictedEnvironments: [] },
    }),
  );
  expect(incident.findings).toEqual([]);
});
