/** Who calls. `revoked` and `expired` were admins until just now. */
export const CALLERS = [
  'nobody',
  'no role',
  'viewer',
  'operator',
  'auditor',
  'admin',
  'revoked',
  'expired',
] as const;
export type Caller = (typeof CALLERS)[number];

/** `yes`: answered. `sign-in`: told to sign in. `no`: told that the role is missing. */
export type Outcome = 'yes' | 'sign-in' | 'no' | (string & {});

/**
 * Who gets an answer from what. One line per page, per method of a route, and per server action; a
 * new one that has no line here fails the test, and so does a line that nothing answers to.
 */
const TABLE = `
entry                                | nobody  | no role | viewer | operator | auditor | admin | revoked | expired
page /                               | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
page /no-access                      | sign-in | yes     | yes    | yes      | yes     | yes   | sign-in | sign-in
page /passive                        | sign-in | no      | no     | no       | no      | yes   | sign-in | sign-in
page /people                         | sign-in | no      | no     | no       | no      | yes   | sign-in | sign-in
page /runs                           | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
page /runs/[id]                      | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
page /runs/[id]/print                | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
page /runs/expired                   | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
page /runs/exports                   | sign-in | no      | no     | yes      | yes     | yes   | sign-in | sign-in
page /signin                         | yes     | yes     | yes    | yes      | yes     | yes   | yes     | yes
page /tickets/[reference]            | sign-in | no      | yes    | yes      | no      | yes   | sign-in | sign-in
GET /api/auth/[...nextauth]          | yes     | yes     | yes    | yes      | yes     | yes   | yes     | yes
POST /api/auth/[...nextauth]         | yes     | yes     | yes    | yes      | yes     | yes   | yes     | yes
GET /api/health/live                 | yes     | yes     | yes    | yes      | yes     | yes   | yes     | yes
GET /api/health/ready                | yes     | yes     | yes    | yes      | yes     | yes   | yes     | yes
GET /api/coming                      | sign-in | no      | yes    | yes      | no      | yes   | sign-in | sign-in
GET /api/passive                     | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs                        | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs/[id]                   | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs/[id]/deletion          | sign-in | no      | no     | no       | no      | no    | sign-in | sign-in
GET /api/runs/[id]/live              | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs/[id]/log               | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs/[id]/snapshots         | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs/by-key/[key]           | sign-in | no      | no     | yes      | no      | yes   | sign-in | sign-in
GET /api/runs/count                  | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs/export.csv             | sign-in | no      | no     | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs/export.jsonl           | sign-in | no      | no     | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs/exports                | sign-in | no      | no     | yes      | yes     | yes   | sign-in | sign-in
GET /api/runs/overview               | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
GET /api/tickets/[reference]/plan    | sign-in | no      | yes    | yes      | no      | yes   | sign-in | sign-in
GET /api/tickets/recent              | sign-in | no      | yes    | yes      | yes     | yes   | sign-in | sign-in
action armRun                        | sign-in | no      | no     | yes      | no      | yes   | sign-in | sign-in
action cancelRun                     | sign-in | no      | no     | yes      | no      | yes   | sign-in | sign-in
action confirmDeletion               | sign-in | no      | no     | no       | no      | no    | sign-in | sign-in
action correctNames                  | sign-in | no      | no     | yes      | no      | yes   | sign-in | sign-in
action disarmRun                     | sign-in | no      | no     | yes      | no      | yes   | sign-in | sign-in
action executeRun                    | sign-in | no      | no     | yes      | no      | yes   | sign-in | sign-in
action requestDeletion               | sign-in | no      | no     | no       | no      | no    | sign-in | sign-in
action retryRun                      | sign-in | no      | no     | yes      | no      | yes   | sign-in | sign-in
action revokePerson                  | sign-in | no      | no     | no       | no      | yes   | sign-in | sign-in
action sendSlackAgain                | sign-in | no      | no     | yes      | no      | yes   | sign-in | sign-in
action setPassiveMode                | sign-in | no      | no     | no       | no      | yes   | sign-in | sign-in
action signOutEverywhere             | sign-in | yes     | yes    | yes      | yes     | yes   | sign-in | sign-in
action withdrawDeletion              | sign-in | no      | no     | no       | no      | no    | sign-in | sign-in
`;

/** By entry and caller. */
export const ACCESS: ReadonlyMap<string, Readonly<Record<Caller, Outcome>>> = readTable(TABLE);

function readTable(text: string) {
  const [, ...lines] = text.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [entry = '', ...words] = line.split('|').map((cell) => cell.trim());
      const outcomes = CALLERS.map((caller, index) => [caller, words[index] ?? ''] as const);
      return [entry, Object.fromEntries(outcomes) as Record<Caller, Outcome>];
    }),
  );
}
