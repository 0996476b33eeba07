-- AlterTable
ALTER TABLE "event" ADD COLUMN     "hash" BYTEA;

-- CreateTable
CREATE TABLE "ledger" (
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "code" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "ledger_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "archived_run" (
    "run_id" UUID NOT NULL,
    "archive_seq" INTEGER NOT NULL,
    "ticket" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "days" DATE[],
    "seqs" INTEGER[],
    "hashes" BYTEA[],

    CONSTRAINT "archived_run_pkey" PRIMARY KEY ("run_id")
);

-- CreateIndex
CREATE INDEX "event_at_idx" ON "event" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "archived_run_archive_seq_idx" ON "archived_run"("archive_seq");

-- AddForeignKey
ALTER TABLE "archived_run" ADD CONSTRAINT "archived_run_archive_seq_fkey" FOREIGN KEY ("archive_seq") REFERENCES "ledger"("seq") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What Prisma's schema cannot say. docs/decisions/0013-tamper-evidence.md tells the whole story.

-- A moment as every hashed document spells it, such as 2026-11-24T08:30:00.123Z.
CREATE FUNCTION "utc_text"(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- What a run was asked to do, which nothing changes afterwards. Its SHA-256 is what the run's first
-- event follows, so the chain holds the record as well.
CREATE FUNCTION "run_record"(wanted uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'run', run.id, 'once_key', run.once_key, 'ticket', run.ticket,
    'ticket_subject', run.ticket_subject, 'agent_subject', run.agent_subject,
    'agent_email', run.agent_email, 'agent_name', run.agent_name,
    'environment_choice', run.environment_choice, 'environments', run.environments,
    'fingerprint', run.fingerprint, 'plan', run.plan, 'acknowledged', run.acknowledged,
    'reason', run.reason, 'rejection_code', run.rejection_code, 'retry_of', run.retry_of_id,
    'started_at', utc_text(run.started_at),
    'steps', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'step', step.id, 'position', step.position, 'task_ids', step.task_ids,
        'server_name', step.server_name, 'ip_address', step.ip_address,
        'environment', step.environment, 'account_id', step.account_id, 'region', step.region,
        'instance_id', step.instance_id, 'volume_id', step.volume_id,
        'volume_size_gib', step.volume_size_gib, 'tags', step.tags,
        'description', step.description) ORDER BY step.position), '[]')
      FROM step WHERE step.run_id = run.id)
  )::text
  FROM run WHERE run.id = wanted
$$;

-- An event's hash: SHA-256 over one document that holds all of the event and the hash before it.
CREATE FUNCTION "event_hash"(line "event", previous bytea) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_object(
    'run', line.run_id, 'seq', line.seq, 'at', utc_text(line.at), 'level', line.level,
    'code', line.code, 'message', line.message, 'step', line.step_id, 'data', line.data,
    'previous', encode(previous, 'hex'))::text, 'UTF8'))
$$;

-- Every event is timed and chained where it is stored: no writer can forget it, or choose its time.
CREATE FUNCTION "chain_event"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before record;
BEGIN
  NEW.at := date_trunc('milliseconds', clock_timestamp());
  IF NEW.seq = 1 THEN
    NEW.hash := event_hash(NEW, sha256(convert_to(run_record(NEW.run_id), 'UTF8')));
    RETURN NEW;
  END IF;
  SELECT at, hash INTO before FROM event WHERE run_id = NEW.run_id AND seq = NEW.seq - 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'Event % of run % has no event before it.', NEW.seq, NEW.run_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- A clock that was set back must not put a later event on an earlier day.
  NEW.at := greatest(NEW.at, before.at);
  NEW.hash := event_hash(NEW, before.hash);
  RETURN NEW;
END
$$;

-- The ledger is one chain over all: closed days, archives, exports. Writers wait for each other.
CREATE FUNCTION "chain_ledger"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before record;
BEGIN
  PERFORM pg_advisory_xact_lock(7303002);
  SELECT seq, hash INTO before FROM ledger ORDER BY seq DESC LIMIT 1;
  NEW.seq := coalesce(before.seq, 0) + 1;
  NEW.at := date_trunc('milliseconds', clock_timestamp());
  NEW.hash := sha256(convert_to(jsonb_build_object(
    'seq', NEW.seq, 'at', utc_text(NEW.at), 'code', NEW.code, 'data', NEW.data,
    'previous', coalesce(encode(before.hash, 'hex'), ''))::text, 'UTF8'));
  RETURN NEW;
END
$$;

-- Events that were stored before this migration get their chain now.
DO $$
DECLARE
  line event%ROWTYPE;
  previous bytea;
BEGIN
  FOR line IN SELECT * FROM event ORDER BY run_id, seq LOOP
    IF line.seq = 1 THEN
      previous := sha256(convert_to(run_record(line.run_id), 'UTF8'));
    END IF;
    previous := event_hash(line, previous);
    UPDATE event SET hash = previous WHERE run_id = line.run_id AND seq = line.seq;
  END LOOP;
END
$$;
ALTER TABLE "event" ALTER COLUMN "hash" SET NOT NULL;

CREATE TRIGGER "event_chain" BEFORE INSERT ON "event"
  FOR EACH ROW EXECUTE FUNCTION "chain_event"();
CREATE TRIGGER "ledger_chain" BEFORE INSERT ON "ledger"
  FOR EACH ROW EXECUTE FUNCTION "chain_ledger"();

-- What was written stays as it was written, for the owner of the tables as well.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of "%" is refused: its rows are only ever inserted.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER "event_keep" BEFORE UPDATE OR TRUNCATE ON "event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "ledger_keep" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "archived_run_keep" BEFORE UPDATE OR DELETE OR TRUNCATE ON "archived_run"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- The one way out: an event of a run that the database says is in an archive.
CREATE FUNCTION "refuse_event_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM archived_run WHERE run_id = OLD.run_id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'DELETE of "event" is refused: run % is in no archive.', OLD.run_id
    USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER "event_keep_unless_archived" BEFORE DELETE ON "event"
  FOR EACH ROW EXECUTE FUNCTION "refuse_event_delete"();

-- A day is closed once: two processes that close it meet here.
CREATE UNIQUE INDEX "ledger_day_key" ON "ledger" (("data"->>'day')) WHERE "code" = 'day-closed';

-- Returns when every event that is being written is committed or given up. Whoever writes after it
-- is timed after it. A role that may only insert could not take this lock itself.
CREATE FUNCTION "wait_for_open_events"() RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  LOCK TABLE event IN SHARE MODE;
END
$$;
