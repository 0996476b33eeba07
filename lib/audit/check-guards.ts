import type { ClientBase } from 'pg';
import { hashText } from './event-document';
import type { Finding } from './finding';

const TABLES = [
  'run',
  'step',
  'event',
  'ledger',
  'archived_run',
  'export_record',
  'armed_run',
] as const;

/** Bits of `pg_trigger.tgtype`. */
const [ROW, BEFORE, INSERT, DELETE, UPDATE, TRUNCATE] = [1, 2, 4, 8, 16, 32];

type Trigger = readonly [table: string, type: number, calls: string];

/** Every trigger of the history's tables. A migration that adds one adds it here. */
const TRIGGERS: Readonly<Record<string, Trigger>> = {
  armed_run_keep: ['armed_run', ROW + BEFORE + UPDATE + DELETE, 'keep_armed_run'],
  armed_run_ledger: ['armed_run', ROW + INSERT + UPDATE, 'ledger_armed_run'],
  event_chain: ['event', ROW + BEFORE + INSERT, 'chain_event'],
  event_keep: ['event', BEFORE + UPDATE + TRUNCATE, 'refuse_change'],
  event_keep_unless_archived: ['event', ROW + BEFORE + DELETE, 'refuse_event_delete'],
  event_notify: ['event', ROW + INSERT, 'notify_run_change'],
  ledger_chain: ['ledger', ROW + BEFORE + INSERT, 'chain_ledger'],
  ledger_keep: ['ledger', BEFORE + UPDATE + DELETE + TRUNCATE, 'refuse_change'],
  archived_run_keep: ['archived_run', BEFORE + UPDATE + DELETE + TRUNCATE, 'refuse_change'],
  export_record_keep: [
    'export_record',
    ROW + BEFORE + INSERT + UPDATE + DELETE,
    'keep_export_record',
  ],
  export_record_keep_all: ['export_record', BEFORE + TRUNCATE, 'keep_export_record'],
  export_record_ledger: ['export_record', ROW + INSERT + UPDATE, 'ledger_export'],
};

/**
 * SHA-256 of each function's language, rights, settings and body. A migration that changes one
 * changes it here; the test prints the new value.
 */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  announce_expired: '6f9d6692e3bd90b7e724a5b64f1907f9455d39c1c5236f6cb8bc1c4be6759160',
  chain_event: 'c1b6c3f38dd0e784ad2e73a02f71de9747ba8ae4dc14b6cada48969e10c525d4',
  chain_ledger: '7489da8ae1ef30851dbb4a77200de737d269573ba35690f44e44da101c05984d',
  event_hash: '6b25c09392ab66a626bfb50b140952ed3f924c18b69d4f32af411ecb19ca5813',
  expires_on: '60d1e96514712744c13c369ef2bd6a830c4ddc1ad2c0f6a42d84c20df7abb228',
  keep_armed_run: '3c5deadf71d1892b6cb14e2fcef61567a0d68878a11d68203cb1e6fc7935a793',
  keep_export_record: '834f3be57c4b95da74c7f38d8689d2d00615fa5b3cfe566e9f7ceb9fececa765',
  ledger_armed_run: 'd0d72f96a3999f702e8c9d537158b3cbe68a2afe13d27312cd07491171483720',
  ledger_export: '1dd444729c6907c8710e29b1edb2611e4a076610ed97830fc2101c4ad6b66b67',
  notify_run_change: 'a53f4e6a729ec2c0118944e0a6db67801d35616e0e2f1bc4f005d3c789f73bd6',
  refuse_change: '167576e9562359552daf7606c48587e796042371704a9b8a7c3bb34e6ae634aa',
  refuse_event_delete: '6439b3ed0fef451109933493e1f86d9fa6ab9db1bb7f9fe9f9c78d70948eced4',
  run_record: 'f84d2e06f09c51a3041fe526cf6f5a7ab44c4e106f5da4f160c2de7291e19732',
  run_state: '18330d80c4b4d48d4d65d42005b0328a94af4203fdcac88074a7a936239d3963',
  seal_days: 'a5393e0a2917feca696b135f313327a6754550718da98ab1ec6d7233059f76dd',
  set_passive_mode: '25e363752bac6c567c3fbab55b38cce85d6af8ceb471f7de860032c0cdf9312d',
  step_state: 'c76ab3156d9adb787ebb8e08e3861fb8d3a307f4825d9530ecbedfcf9ad9be3e',
  wait_for_open_events: 'd1552bd1548dc08068075fbc90e33f501676915a6d46426d968a0171e6cd0d28',
};

const CONSTRAINTS: readonly string[] = [
  ...TABLES.map((table) => `${table}_pkey`),
  ...TABLES.map((table) => `${table}_times_in_range`),
  'run_retry_of_id_fkey',
  'run_deletion_of_id_fkey',
  'step_run_id_fkey',
  'event_run_id_fkey',
  'archived_run_archive_seq_fkey',
];

/** What keeps the history from being changed, in the database itself: is all of it there, as it was made? */
export async function checkGuards(
  client: ClientBase,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const report = (name: string, what: string) =>
    onFinding({ place: { kind: 'guard', name }, what });
  await checkTables(client, report);
  await checkTriggers(client, report);
  await checkConstraints(client, report);
  const found = await readFunctions(client);
  for (const [name, expected] of Object.entries(FUNCTIONS)) {
    const hash = found.get(name);
    if (hash === undefined) report(name, 'the function is missing.');
    else if (hash !== expected)
      report(name, 'the function differs from the one in the migrations.');
  }
}

type Report = (name: string, what: string) => void;

/** A view, a rule or a policy in a table's place shows other rows than the table has. */
async function checkTables(client: ClientBase, report: Report): Promise<void> {
  const { rows } = await client.query<{ name: string; plain: boolean }>(
    `SELECT relname AS name, relkind = 'r' AND relpersistence = 'p' AND NOT relrowsecurity
       AND NOT relhassubclass AND NOT EXISTS (SELECT FROM pg_rewrite WHERE ev_class = pg_class.oid) AS plain
     FROM pg_class WHERE oid = ANY($1::regclass[])`,
    [TABLES],
  );
  for (const { name, plain } of rows) {
    if (!plain) report(name, 'it is not the plain table that the migrations made.');
  }
}

async function checkTriggers(client: ClientBase, report: Report): Promise<void> {
  const { rows } = await client.query<TriggerRow>(
    `SELECT tgname AS name, relname AS table, tgtype::int AS type, proname AS calls,
       tgisinternal AS internal, tgenabled = 'O' AND tgqual IS NULL AND tgattr = ''::int2vector AS plain
     FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
     WHERE tgrelid = ANY($1::regclass[]) ORDER BY tgname`,
    [TABLES],
  );
  const missing = new Map(Object.entries(TRIGGERS));
  for (const { name, table, type, calls, internal, plain } of rows) {
    if (internal) {
      if (!plain) report(table, 'its foreign keys are switched off.');
      continue;
    }
    const expected = missing.get(name);
    missing.delete(name);
    if (expected === undefined) report(name, `unknown trigger on "${table}".`);
    else if (!plain || expected.join() !== [table, type, calls].join()) {
      report(name, `the trigger of "${table}" is switched off or was changed.`);
    }
  }
  for (const [name, [table]] of missing) report(name, `the trigger of "${table}" is missing.`);
}

type TriggerRow = {
  readonly name: string;
  readonly table: string;
  readonly type: number;
  readonly calls: string;
  readonly internal: boolean;
  readonly plain: boolean;
};

async function checkConstraints(client: ClientBase, report: Report): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT conname AS name FROM pg_constraint WHERE conrelid = ANY($1::regclass[])
     UNION SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE indrelid = 'ledger'::regclass AND indisunique AND indisvalid`,
    [TABLES],
  );
  const found = new Set(rows.map(({ name }) => name));
  for (const name of [...CONSTRAINTS, 'ledger_day_key']) {
    if (!found.has(name)) report(name, 'the constraint is missing.');
  }
}

/** By name: a hash of how each function is defined, whatever the schema is called. */
export async function readFunctions(client: ClientBase): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT proname AS name, concat_ws(E'\\n', lanname, prosecdef, provolatile,
         replace(array_to_string(proconfig, E'\\n'), quote_ident(nspname) || ', ', 'history, '), prosrc) AS definition
     FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
       JOIN pg_namespace ON pg_namespace.oid = pronamespace
     WHERE pronamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'event'::regclass)
       AND proname = ANY($1)`,
    [Object.keys(FUNCTIONS)],
  );
  return new Map(rows.map(({ name, definition }) => [name, hashText(definition)]));
}
