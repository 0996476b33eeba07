import { z } from 'zod';

const MAKE_ONE = 'generate one with `openssl rand -base64 32`';

/** A secret that the operator of the service chooses; every session depends on it. */
export const ownSecret = z
  .string()
  .trim()
  .min(32, `must have at least 32 characters; ${MAKE_ONE}`)
  .refine((value) => !isPlaceholder(value), `is a placeholder from an example; ${MAKE_ONE}`)
  .refine((value) => !isGuessable(value), `can be guessed; ${MAKE_ONE}`);

/** A secret that another system issued; that system made sure that it is a good one. */
export const issuedSecret = z
  .string()
  .trim()
  .min(1)
  .refine(
    (value) => !isPlaceholder(value),
    'is a placeholder from an example or the sandbox; use the value that the system issued',
  );

/** `ops, dba` becomes `['ops', 'dba']`; names that hold commas come as a JSON list. */
export const groupList = z
  .string()
  .default('')
  .transform((value, context) => {
    if (!value.trimStart().startsWith('[')) return splitGroups(value);
    const parsed = parseJson(value);
    const groups = z.array(z.string().trim().min(1)).safeParse(parsed.ok ? parsed.value : null);
    if (groups.success) return groups.data;
    context.addIssue({
      code: 'custom',
      message: 'starts with [ but is not a JSON list of group names',
    });
    return z.NEVER;
  });

function splitGroups(value: string): string[] {
  return value
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '');
}

/** `support.example.com, help.example.com`, as links have them. */
export const hostList = groupList
  .transform((hosts) => hosts.map((host) => host.toLowerCase()))
  .refine(
    (hosts) => hosts.every((host) => /^[a-z0-9.-]+(?::\d{1,5})?$/.test(host)),
    'must be host names without https:// and without a path',
  );

/** Snapgate's own tags; another value would make its snapshots unfindable. */
const OWN_TAGS = /^(?:Name|CreatorName|Ticket|snapgate:.*)$/i;
/** EC2 takes 50 on a snapshot, and six are Snapgate's. */
const MAX_EXTRA_TAGS = 44;
/** Ten years; more is a mistake of a unit. */
const MAX_KEEP_DAYS = 3_650;

/** `{"CostCenter": "4711"}` becomes a list of tags. */
const extraTags = z
  .record(z.string(), z.string().trim().max(256, 'a tag value can have at most 256 characters'))
  .transform((tags) => Object.entries(tags).map(([key, value]) => ({ key: key.trim(), value })))
  .refine((tags) => tags.length <= MAX_EXTRA_TAGS, `at most ${MAX_EXTRA_TAGS} tags`)
  .refine(
    (tags) => tags.every(({ key }) => key !== '' && key.length <= 128 && !/^aws:/i.test(key)),
    'a tag key must have 1 to 128 characters and must not start with aws:',
  )
  .refine(
    (tags) => tags.every(({ key }) => !OWN_TAGS.test(key)),
    'Name, CreatorName, Ticket, and snapgate:... are set by Snapgate',
  )
  .refine((tags) => new Set(tags.map(({ key }) => key)).size === tags.length, 'tag keys repeat');

const region = z
  .string()
  .trim()
  .refine(
    (value) => !/^[a-z]{2}(?:-[a-z]+)+-\d[a-z]$/.test(value),
    'is an availability zone; a region has no letter at its end, such as eu-west-1',
  )
  .refine(
    (value) => /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/.test(value),
    'is not a region such as eu-west-1',
  );

const roleArn = z
  .string()
  .trim()
  .regex(/^arn:[\w-]+:iam::\d{12}:role\/\S+$/, 'is not the ARN of a role');

const environment = z.strictObject({
  name: z
    .string()
    .trim()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,39}$/i,
      'must be letters, digits, and dashes, at most 40 characters',
    ),
  region: region.optional(),
  profile: z.string().trim().min(1).optional(),
  roleArn: roleArn.optional(),
  deleteRoleArn: roleArn.optional(),
  externalId: z.string().trim().min(1).optional(),
  extraTags: extraTags.optional(),
  keepDays: z.int('must be a whole number of days').min(1).max(MAX_KEEP_DAYS).optional(),
  operators: z
    .array(z.string().trim().min(1))
    .min(1, 'must name at least one group, or be left out')
    .optional(),
});

const environments = z
  .array(
    environment.refine(
      (one) => one.deleteRoleArn === undefined || one.deleteRoleArn !== one.roleArn,
      'deleteRoleArn must not be the same role as roleArn',
    ),
  )
  .min(1)
  .refine(
    (list) => new Set(list.map(({ name }) => name)).size === list.length,
    'names must be unique',
  )
  .refine((list) => list.every(({ name }) => name !== 'all'), '`all` is reserved');

/** `AWS_ENVIRONMENTS` as JSON; unset means one environment from the SDK's own chain. */
export const environmentList = z
  .string()
  .default('[{"name":"default"}]')
  .transform((value, context) => {
    const parsed = parseJson(value);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: 'is not valid JSON' });
    return z.NEVER;
  })
  .pipe(environments);

function parseJson(value: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(value) as unknown };
  } catch {
    return { ok: false };
  }
}

/** The script kept the key as base64 of `key:X`, ready for its Basic header; the key alone is kept. */
export function decodeLegacyApiKey(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  const [key] = Buffer.from(base64, 'base64').toString('utf8').split(':');
  return key;
}

/** Words of examples and of the stand-ins; no generator of secrets writes them. */
const PLACEHOLDERS =
  /change.?me|change.?this|replace.?me|placeholder|your.?(secret|key|token)|example|sandbox|password|hunter2|insert.?here|x{6,}/i;
/** 32 characters of base64 have about 24 different ones, 32 hexadecimal digits about 14. */
const MIN_DIFFERENT = 10;

/** Whether a value was handed on from an example or from the sandbox instead of made for this. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDERS.test(value);
}

/** Whether a value of enough characters can be guessed all the same. */
export function isGuessable(value: string): boolean {
  return new Set(value).size < MIN_DIFFERENT || isRepetition(value) || isSequence(value);
}

/** One piece over and over: `abcabcabc…`. */
function isRepetition(value: string): boolean {
  const half = value.slice(0, Math.floor(value.length / 2));
  return value.includes(half, 1);
}

/** Characters that follow each other: `0123456789abcdef…`. */
function isSequence(value: string): boolean {
  const codes = [...value].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).filter((code, index) => Math.abs(code - (codes[index] ?? 0)) <= 1);
  return steps.length > value.length / 2;
}
