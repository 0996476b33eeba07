import { z } from 'zod';

/*
 * For tests: a small evaluator of IAM policies, of as much as ours use. An operator that it does not
 * know is an error, so a policy cannot grow past it unseen.
 */
const oneOrMany = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statementSchema = z.strictObject({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Action: oneOrMany,
  Resource: oneOrMany.default(['*']),
  Principal: z.strictObject({ AWS: z.string() }).optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).default({}),
});
const policySchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(statementSchema),
});

export type Policy = z.infer<typeof policySchema>;
type Statement = Policy['Statement'][number];

/** One question that AWS asks a policy; a call may raise several. */
export type AccessRequest = {
  readonly action: string;
  readonly resource: string;
  /** Condition keys and their values; absent: the key is not in the request. */
  readonly context: Readonly<Record<string, readonly string[]>>;
};

export function parsePolicy(json: string): Policy {
  return policySchema.parse(JSON.parse(json));
}

/** The statements that allow it; none: it is denied. */
export function findAllowing(policy: Policy, request: AccessRequest): readonly string[] {
  return policy.Statement.filter((statement) => allows(statement, request)).map(({ Sid }) => Sid);
}

function allows({ Action, Resource, Condition }: Statement, request: AccessRequest): boolean {
  return (
    Action.some((pattern) => isLike(request.action.toLowerCase(), pattern.toLowerCase())) &&
    Resource.some((pattern) => isLike(request.resource, pattern)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) =>
        holds(operator, wanted, request.context[key] ?? null),
      ),
    )
  );
}

function holds(
  operator: string,
  wanted: readonly string[],
  found: readonly string[] | null,
): boolean {
  switch (operator) {
    case 'StringEquals':
      return found !== null && found.some((value) => wanted.includes(value));
    case 'StringLike':
      return found !== null && found.some((value) => wanted.some((one) => isLike(value, one)));
    case 'Null':
      return wanted.every((one) => (one === 'true') === (found === null));
    case 'ForAllValues:StringEquals':
      return (found ?? []).every((value) => wanted.includes(value));
    default:
      throw new Error(`The evaluator does not know ${operator}.`);
  }
}

/** `*` is anything, `?` one character, as in IAM. */
function isLike(value: string, pattern: string): boolean {
  const source = pattern
    .split(/([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : escapeRegExp(part)))
    .join('');
  return new RegExp(`^${source}$`, 's').test(value);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
